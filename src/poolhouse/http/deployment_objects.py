"""What a deployment brings along: templates, code, schemas. ``PUT`` and ``HEAD /_poolhouse/objects/<bucket>/<key>``.

Signed as for Amazon S3. Objects that no stack has taken over are forgotten after a day.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from poolhouse.ports import Clock, Store

KEPT_SECONDS = 86400.0
LARGEST_OBJECT = 256 * 1024 * 1024
BODY_SECONDS = 120.0
PATH = "/_poolhouse/objects"


def object_routes(store: Store, clock: Clock) -> list[Route]:
    """Routes with whole paths; whoever mounts them guards them and bounds their bodies."""

    async def put(request: Request) -> Response:
        bucket, key = request.path_params["bucket"], request.path_params["key"]
        content = await request.body()
        async with store.write(fleeting=True) as records:
            await records.put_object(bucket, key, content, expires_at=clock.now() + KEPT_SECONDS)
        return Response(status_code=204)

    async def head(request: Request) -> Response:
        bucket, key = request.path_params["bucket"], request.path_params["key"]
        async with store.read() as records:
            there = await records.has_object(bucket, key)
        return Response(status_code=200 if there else 404)

    return [
        Route(PATH + "/{bucket}/{key:path}", put, methods=["PUT"]),
        Route(PATH + "/{bucket}/{key:path}", head, methods=["HEAD"]),
    ]
