"""Secrets of Amplify backends: ``/_poolhouse/parameters``. Values go in and never come out again.

Signed as for AWS Systems Manager.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from poolhouse.ports import Store

PATH = "/_poolhouse/parameters"
LONGEST_VALUE = 4096


def parameter_routes(store: Store) -> list[Route]:
    """Routes with whole paths; whoever mounts them guards them and bounds their bodies."""

    async def names(request: Request) -> Response:
        async with store.read() as records:
            return JSONResponse(
                {"names": sorted(await records.list_parameters(request.query_params.get("prefix", "")))}
            )

    async def put(request: Request) -> Response:
        try:
            value = (await request.body()).decode()
        except UnicodeDecodeError:
            value = ""
        if not 0 < len(value) <= LONGEST_VALUE:
            return JSONResponse({"message": f"A value has 1 to {LONGEST_VALUE} characters of UTF-8."}, 400)
        async with store.write() as records:
            await records.put_parameter("/" + request.path_params["name"], value)
        return Response(status_code=204)

    async def delete(request: Request) -> Response:
        async with store.write() as records:
            gone = await records.delete_parameter("/" + request.path_params["name"])
        return Response(status_code=204 if gone else 404)

    return [
        Route(PATH, names, methods=["GET"]),
        Route(PATH + "/{name:path}", put, methods=["PUT"]),
        Route(PATH + "/{name:path}", delete, methods=["DELETE"]),
    ]
