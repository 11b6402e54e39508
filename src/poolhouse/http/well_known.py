"""Public keys and discovery document of a pool (RFC 7517, OpenID Connect Discovery 1.0)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

KeySet = Callable[[str], Awaitable[bytes | None]]
"""Pool id → JSON Web Key Set, ``None`` for a pool that does not exist."""

Discovery = Callable[[str], Awaitable[bytes | None]]
"""Pool id → discovery document, ``None`` for a pool that does not exist."""

HEADERS = {"access-control-allow-origin": "*", "cache-control": "public, max-age=300"}
"""Five minutes: a rotated key must be found soon, while verifiers still ask only now and then (choice)."""


def well_known_routes(key_set: KeySet, discovery: Discovery) -> list[Route]:
    async def jwks(request: Request) -> Response:
        return _document(await key_set(request.path_params["pool_id"]))

    async def openid_configuration(request: Request) -> Response:
        return _document(await discovery(request.path_params["pool_id"]))

    return [
        Route("/{pool_id}/.well-known/jwks.json", jwks, methods=["GET"]),
        Route("/{pool_id}/.well-known/openid-configuration", openid_configuration, methods=["GET"]),
    ]


def _document(content: bytes | None) -> Response:
    if content is None:
        return JSONResponse(
            {"message": "User pool does not exist."}, status_code=404, headers={"access-control-allow-origin": "*"}
        )
    return Response(content, media_type="application/json", headers=HEADERS)
