"""``/oauth2/token``: the ASGI side of the token endpoint."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from poolhouse.errors import ServiceError
from poolhouse.http.body import BodyLimits, Disconnected, read_body
from poolhouse.http.failures import log_refusal
from poolhouse.http.request_id import REQUEST_ID
from poolhouse.oauth.errors import OAuthError
from poolhouse.oauth.token import TokenEndpoint

LARGEST_FORM = 128 * 1024
HEADERS: Mapping[str, str] = {
    "access-control-allow-origin": "*",
    "cache-control": "no-cache, no-store, max-age=0, must-revalidate",
    "pragma": "no-cache",
    "expires": "0",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
PREFLIGHT: Mapping[str, str] = {
    "access-control-allow-methods": "POST",
    "access-control-allow-headers": "authorization,content-type",
    "access-control-max-age": "172800",
}


class TokenApp:
    def __init__(self, endpoint: TokenEndpoint) -> None:
        self._endpoint = endpoint
        self._limits = BodyLimits(size=LARGEST_FORM)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = await self._response(scope, receive)
        if response is not None:
            response.headers["x-amz-cognito-request-id"] = REQUEST_ID.get()
            await response(scope, receive, send)

    async def _response(self, scope: Scope, receive: Receive) -> Response | None:
        if scope["method"] == "OPTIONS":
            return Response(status_code=200, headers={**HEADERS, **PREFLIGHT})
        if scope["method"] != "POST":
            return Response(status_code=405, headers={**HEADERS, "allow": "POST, OPTIONS"})
        try:
            body = await read_body(scope, receive, self._limits)
        except ServiceError as error:
            return _json({"error": "invalid_request"}, error.status, {"connection": "close"})
        except Disconnected:
            return None
        headers = _single(scope)
        try:
            answer = await self._endpoint.answer(
                scope["query_string"],
                body,
                headers.get("content-type", ""),
                headers.get("authorization"),
                REQUEST_ID.get(),
            )
        except OAuthError as refusal:
            log_refusal("token endpoint", ServiceError(refusal.code, refusal.code, hint=refusal.hint))
            return _json(refusal.body(), 400)
        return _json(answer, 200)


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
