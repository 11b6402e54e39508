"""Routes of the Lambda API and the form of its errors (rest-json)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import wraps

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, Router

from poolhouse.errors import ServiceError
from poolhouse.functions.api import errors
from poolhouse.functions.api.invoke import function_name, invoke
from poolhouse.functions.api.operations import Document, LambdaOperations

PREFIX = "/2015-03-31/functions"
# 50 MB of archive in Base64, and the other members.
_LARGEST_BODY = 70 * 1024 * 1024
Endpoint = Callable[[Request], Awaitable[Response]]


def make_router(operations: LambdaOperations) -> Router:
    """Serves ``/2015-03-31/functions``. Callers must have been authorised before."""

    async def create(request: Request) -> Response:
        return _json(await operations.create_function(await _body(request)), 201)

    async def list_all(request: Request) -> Response:
        query = request.query_params
        return _json(await operations.list_functions(query.get("Marker"), _number(query.get("MaxItems", "50"))))

    async def get(request: Request) -> Response:
        return _json(await operations.get_function(function_name(request)))

    async def get_configuration(request: Request) -> Response:
        return _json(await operations.get_configuration(function_name(request)))

    async def update_configuration(request: Request) -> Response:
        return _json(await operations.update_configuration(function_name(request), await _body(request)))

    async def update_code(request: Request) -> Response:
        return _json(await operations.update_code(function_name(request), await _body(request)))

    async def delete(request: Request) -> Response:
        await operations.delete_function(function_name(request))
        return Response(status_code=204)

    async def add_permission(request: Request) -> Response:
        return _json(await operations.add_permission(function_name(request), await _body(request)), 201)

    async def get_policy(request: Request) -> Response:
        return _json(await operations.get_policy(function_name(request)))

    async def remove_permission(request: Request) -> Response:
        revision = request.query_params.get("RevisionId")
        await operations.remove_permission(function_name(request), request.path_params["sid"], revision)
        return Response(status_code=204)

    async def call(request: Request) -> Response:
        return await invoke(operations, request)

    routes: list[tuple[str, str, Endpoint]] = [
        ("POST", "", create),
        ("POST", "/", create),
        ("GET", "", list_all),
        ("GET", "/", list_all),
        ("GET", "/{name}", get),
        ("DELETE", "/{name}", delete),
        ("GET", "/{name}/configuration", get_configuration),
        ("PUT", "/{name}/configuration", update_configuration),
        ("PUT", "/{name}/code", update_code),
        ("POST", "/{name}/policy", add_permission),
        ("GET", "/{name}/policy", get_policy),
        ("DELETE", "/{name}/policy/{sid}", remove_permission),
        ("POST", "/{name}/invocations", call),
    ]
    return Router([Route(PREFIX + path, _rendering(run), methods=[method]) for method, path, run in routes])


def _rendering(endpoint: Endpoint) -> Endpoint:
    @wraps(endpoint)
    async def render(request: Request) -> Response:
        try:
            return await endpoint(request)
        except ServiceError as error:
            side = "User" if error.status < 500 else "Service"
            # The model spells the member in both ways, depending on the exception.
            body: Document = {"Type": side, "Message": error.message, "message": error.message}
            return _json(body, error.status, {"x-amzn-ErrorType": error.type})

    return render


def _json(document: Document, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return Response(msgspec.json.encode(document), status, headers, media_type="application/json")


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise errors.VALIDATION(text=f"1 validation error detected: Value '{text}' at 'maxItems' is not an integer")
    return int(text)


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > _LARGEST_BODY:
            raise errors.TOO_LARGE(limit=_LARGEST_BODY)
    return bytes(body)
