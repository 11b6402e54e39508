"""``/oauth2/authorize`` and ``/logout``: where clients send a browser. Both redirect, with one exception."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import quote, quote_plus

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Scope

from poolhouse.errors import ServiceError
from poolhouse.http.base_url import base_url
from poolhouse.http.cookies import TRIP_SECONDS, cookie_header, expired_cookie, read_cookie, session_cookie, trip_cookie
from poolhouse.http.failures import log_refusal
from poolhouse.http.request_id import REQUEST_ID
from poolhouse.model.user_pool import UserPoolClient
from poolhouse.oauth.authorization_request import NotRedirectable, RedirectBack
from poolhouse.oauth.authorize import AuthorizationEndpoint, Departure
from poolhouse.oauth.browser_sessions import BrowserSessions
from poolhouse.oauth.logout import read_logout
from poolhouse.ports import Store

ERROR_PAGE = "/error"
_PRINTABLE = "".join(map(chr, range(0x21, 0x7F)))
HEADERS: Mapping[str, str] = {
    "cache-control": "no-cache, no-store, max-age=0, must-revalidate",
    "pragma": "no-cache",
    "expires": "0",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "x-xss-protection": "1; mode=block",
    "referrer-policy": "same-origin",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
}


SignedOut = Callable[[Scope, UserPoolClient], Awaitable[Response]]
"""The page for people whose client says nothing about where they go."""


def browser_routes(
    authorization: AuthorizationEndpoint, store: Store, sessions: BrowserSessions, signed_out: SignedOut
) -> list[Route]:
    async def authorize(request: Request) -> Response:
        try:
            asked = await authorization.read(request.scope["query_string"], request.headers.get("host"))
            cookie = read_cookie(request.scope, session_cookie(asked.pool.id))
            base = base_url(request.scope, request.headers.get("host", "").encode("latin-1"))
            onward = await authorization.answer(asked, cookie, base_url=base, request_id=REQUEST_ID.get())
            return departure(request.scope, onward) if isinstance(onward, Departure) else redirect(onward)
        except NotRedirectable as refusal:
            return to_error_page(refusal)
        except RedirectBack as refusal:
            log_refusal("authorization endpoint", ServiceError("refused", "refused", hint=refusal.hint))
            return redirect(refusal.location)

    async def logout(request: Request) -> Response:
        try:
            async with store.read() as records:
                client, location = await read_logout(
                    records, request.scope["query_string"], request.headers.get("host")
                )
        except NotRedirectable as refusal:
            return to_error_page(refusal)
        name = session_cookie(client.pool_id)
        if cookie := read_cookie(request.scope, name):
            async with store.write() as records:
                await sessions.end(records, cookie)
        response = await signed_out(request.scope, client) if location is None else redirect(location)
        response.headers.append("set-cookie", expired_cookie(request.scope, name))
        return response

    return [
        Route("/oauth2/authorize", authorize, methods=["GET"]),
        Route("/logout", logout, methods=["GET"]),
    ]


def redirect(location: str) -> Response:
    """RFC 9700, 4.12: 302 or 303, never 307, which would send a form on."""
    return Response(status_code=302, headers={**HEADERS, "location": quote(location, safe=_PRINTABLE)})


def departure(scope: Scope, to: Departure) -> Response:
    """To an identity provider. Some send the browser back by a form, which takes no ``SameSite=Lax`` cookie along."""
    response = redirect(to.location)
    cookie = cookie_header(scope, trip_cookie(to.trip), to.binding, seconds=TRIP_SECONDS, same_site="None")
    response.headers.append("set-cookie", cookie)
    return response


def to_error_page(refusal: NotRedirectable) -> Response:
    """The page says what is wrong; nothing goes to an address that is not known to be the client's."""
    query = f"error={quote_plus(refusal.code)}&error_description={quote_plus(refusal.description)}"
    return redirect(f"{ERROR_PAGE}?{query}")
