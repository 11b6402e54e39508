"""``/oauth2/token``, ``/oauth2/revoke``, ``/oauth2/userInfo``: the endpoints that clients call themselves."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence

import msgspec
from starlette.responses import Response
from starlette.routing import BaseRoute, Router
from starlette.types import ASGIApp, Receive, Scope, Send

from poolhouse.errors import ServiceError
from poolhouse.http.aws_json_answers import PREFLIGHT_SECONDS, allowed_headers
from poolhouse.http.body import BodyLimits, Disconnected, read_body
from poolhouse.http.failures import log_refusal
from poolhouse.http.request_id import REQUEST_ID
from poolhouse.oauth.errors import OAuthError
from poolhouse.oauth.revoke import RevocationEndpoint
from poolhouse.oauth.token import TokenEndpoint
from poolhouse.oauth.user_info import BearerRefused, UserInfoEndpoint

LARGEST_FORM = 128 * 1024
HEADERS: Mapping[str, str] = {
    "access-control-allow-origin": "*",
    "cache-control": "no-cache, no-store, max-age=0, must-revalidate",
    "pragma": "no-cache",
    "expires": "0",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "x-xss-protection": "1; mode=block",
}


class _Endpoint(ABC):
    """What the endpoints have in common: preflights, methods, bodies within limits, the request's id."""

    methods: tuple[str, ...] = ("POST",)

    def __init__(self) -> None:
        self._limits = BodyLimits(size=LARGEST_FORM)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = await self._response(scope, receive)
        if response is not None:
            response.headers["x-amz-cognito-request-id"] = REQUEST_ID.get()
            await response(scope, receive, send)

    async def _response(self, scope: Scope, receive: Receive) -> Response | None:
        methods = ", ".join(self.methods)
        if scope["method"] == "OPTIONS":
            # aws-amplify sends a header of its own (x-amz-user-agent) with its form.
            asked = _single(scope).get("access-control-request-headers", "")
            allowed = {
                "access-control-allow-methods": methods,
                "access-control-allow-headers": allowed_headers(asked.encode("latin-1")).decode("latin-1"),
                "access-control-max-age": PREFLIGHT_SECONDS.decode(),
            }
            return Response(status_code=200, headers={**HEADERS, **allowed})
        if scope["method"] not in self.methods:
            return Response(status_code=405, headers={**HEADERS, "allow": f"{methods}, OPTIONS"})
        try:
            body = await read_body(scope, receive, self._limits)
        except ServiceError as error:
            return _json({"error": "invalid_request"}, error.status, {"connection": "close"})
        except Disconnected:
            return None
        return await self._answer(scope["query_string"], body, _single(scope))

    @abstractmethod
    async def _answer(self, query: bytes, body: bytes, headers: Mapping[str, str]) -> Response: ...


class OAuthApp:
    """Everything below a domain: ``endpoints``, which clients call themselves, by path; ``routes``, where browsers are
    sent."""

    def __init__(self, endpoints: Mapping[str, ASGIApp], routes: Sequence[BaseRoute]) -> None:
        self._endpoints = endpoints
        self._router = Router(routes=routes, redirect_slashes=False)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._endpoints.get(scope["path"], self._router)(scope, receive, send)


class TokenApp(_Endpoint):
    def __init__(self, endpoint: TokenEndpoint) -> None:
        super().__init__()
        self._endpoint = endpoint

    async def _answer(self, query: bytes, body: bytes, headers: Mapping[str, str]) -> Response:
        content_type, authorization = headers.get("content-type", ""), headers.get("authorization")
        try:
            answer = await self._endpoint.answer(
                query, body, content_type, authorization, headers.get("host"), REQUEST_ID.get()
            )
        except OAuthError as refusal:
            _log("token endpoint", refusal)
            if refusal.code == "invalid_client" and authorization is not None:
                # RFC 6749, 5.2: who tries the header is answered in its terms; otherwise 400, as Cognito does.
                return _json(refusal.body(), 401, {"www-authenticate": 'Basic realm="oauth2"'})
            return _json(refusal.body(), 400)
        return _json(answer, 200)


class RevocationApp(_Endpoint):
    def __init__(self, endpoint: RevocationEndpoint) -> None:
        super().__init__()
        self._endpoint = endpoint

    async def _answer(self, query: bytes, body: bytes, headers: Mapping[str, str]) -> Response:
        content_type, authorization = headers.get("content-type", ""), headers.get("authorization")
        try:
            await self._endpoint.answer(query, body, content_type, authorization, headers.get("host"))
        except OAuthError as refusal:
            _log("revocation endpoint", refusal)
            return _json(refusal.body(), 401 if refusal.code == "invalid_client" else 400)
        return Response(status_code=200, headers=HEADERS)


class UserInfoApp(_Endpoint):
    methods = ("GET", "POST")

    def __init__(self, endpoint: UserInfoEndpoint) -> None:
        super().__init__()
        self._endpoint = endpoint

    async def _answer(self, query: bytes, body: bytes, headers: Mapping[str, str]) -> Response:
        try:
            return _json(await self._endpoint.answer(headers.get("authorization"), headers.get("host")), 200)
        except BearerRefused as refusal:
            challenge = f'Bearer error="{refusal.code}", error_description="{refusal.description}"'
            document = {"error": refusal.code, "error_description": refusal.description}
            return _json(document, refusal.status, {"www-authenticate": challenge})


def _log(where: str, refusal: OAuthError) -> None:
    log_refusal(where, ServiceError(refusal.code, refusal.code, hint=refusal.hint))


def _single(scope: Scope) -> dict[str, str]:
    """Headers that stand there once; a repeated one counts as none."""
    found: dict[str, str] = {}
    repeated = set()
    for name, value in scope["headers"]:
        key = name.decode("latin-1")
        if key in found:
            repeated.add(key)
        found[key] = value.decode("latin-1")
    return {name: value for name, value in found.items() if name not in repeated}


def _json(document: Mapping[str, object], status: int, more: Mapping[str, str] | None = None) -> Response:
    headers = {**HEADERS, "content-type": "application/json;charset=UTF-8", **(more or {})}
    return Response(msgspec.json.encode(document), status, headers)
