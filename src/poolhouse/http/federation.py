"""``/oauth2/idpresponse`` and ``/saml2/idpresponse``: where identity providers send a browser back to."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from poolhouse.errors import ServiceError
from poolhouse.http.base_url import base_url
from poolhouse.http.body import BodyLimits, Disconnected, read_body
from poolhouse.http.browser import redirect, to_error_page
from poolhouse.http.cookies import cookie_header, expired_cookie, read_cookie, session_cookie, trip_cookie
from poolhouse.http.failures import log_refusal
from poolhouse.http.request_id import REQUEST_ID
from poolhouse.oauth.authorization_request import NotRedirectable, RedirectBack
from poolhouse.oauth.browser_sessions import LIFETIME_SECONDS
from poolhouse.oauth.federation.federation import OIDC_CALLBACK, SAML_CALLBACK, Arrival, BindingOf, Federation
from poolhouse.oauth.fields import Malformed, read_fields

FORM_LIMITS = BodyLimits(size=512 * 1024)
_FORM = "application/x-www-form-urlencoded"


def federation_routes(federation: Federation) -> list[Route]:
    async def from_code_flow(request: Request) -> Response:
        """By a redirect, or by a form: Sign in with Apple posts its answer."""
        if request.method == "HEAD":
            # What only looks must not use up the sign-in (RFC 9110, 9.2.1).
            return Response(status_code=405, headers={"allow": "GET, POST"})
        return await _arrive(federation, request, _recognise)

    async def from_saml(request: Request) -> Response:
        return await _arrive(federation, request, _recognise_saml)

    return [
        Route(OIDC_CALLBACK, from_code_flow, methods=["GET", "POST"]),
        Route(SAML_CALLBACK, from_saml, methods=["POST"]),
    ]


Recognise = Callable[[Federation, Request, Mapping[str, str]], Awaitable[Arrival]]


async def _recognise(federation: Federation, request: Request, fields: Mapping[str, str]) -> Arrival:
    state, host = fields.get("state", ""), request.headers.get("host")
    return await federation.recognise(state, OIDC_CALLBACK, _binding_of(request), host)


async def _recognise_saml(federation: Federation, request: Request, fields: Mapping[str, str]) -> Arrival:
    """A provider that was not asked brings an authorization request where else our state stands."""
    state, host = fields.get("RelayState", ""), request.headers.get("host")
    if "=" in state:
        callback = base_url(request.scope, (host or "").encode("latin-1")) + SAML_CALLBACK
        return await federation.unsolicited(state, callback, host)
    return await federation.recognise(state, SAML_CALLBACK, _binding_of(request), host)


def _binding_of(request: Request) -> BindingOf:
    return lambda trip: read_cookie(request.scope, trip_cookie(trip))


async def _arrive(federation: Federation, request: Request, recognise: Recognise) -> Response:
    scope, spent = request.scope, None
    try:
        fields = await _fields(request)
        arrival = await recognise(federation, request, fields)
        spent = trip_cookie(arrival.trip.id)
        name = session_cookie(arrival.request.pool.id)
        signed_in = await federation.finish(
            arrival, fields, cookie=read_cookie(scope, name), request_id=REQUEST_ID.get()
        )
        response = redirect(signed_in.location)
        if signed_in.cookie is not None:
            cookie = cookie_header(scope, name, signed_in.cookie, seconds=LIFETIME_SECONDS)
            response.headers.append("set-cookie", cookie)
    except NotRedirectable as refusal:
        _log(refusal.description)
        response = to_error_page(refusal)
    except RedirectBack as refusal:
        _log(refusal.hint)
        response = redirect(refusal.location)
    if spent is not None:
        response.headers.append("set-cookie", expired_cookie(scope, spent))
    return response


async def _fields(request: Request) -> dict[str, str]:
    """Raises NotRedirectable."""
    content = request.scope["query_string"]
    try:
        if request.method == "POST":
            if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM:
                raise Malformed
            content = await read_body(request.scope, request.receive, FORM_LIMITS)
        values, repeated = read_fields(content)
    except (Malformed, ServiceError, Disconnected):
        raise NotRedirectable("invalid_request", "The request is malformed.") from None
    if repeated:
        raise NotRedirectable("invalid_request", "A parameter stands there twice.")
    return values


def _log(hint: str) -> None:
    log_refusal("identity provider's answer", ServiceError("refused", "refused", hint=hint))
