"""CreateResourceServer."""

from __future__ import annotations

from poolhouse import errors
from poolhouse.directory.lookup import existing_pool
from poolhouse.model.user_pool import ResourceServer
from poolhouse.operations.resource_servers.views import described, scopes_from
from poolhouse.ports import NameTaken, Store
from poolhouse.wire import cognito_idp as wire


async def create_resource_server(
    request: wire.CreateResourceServerRequest, *, store: Store
) -> wire.CreateResourceServerResponse:
    server = ResourceServer(
        pool_id=request.user_pool_id,
        identifier=request.identifier,
        name=request.name,
        scopes=scopes_from(request.scopes),
    )
    async with store.write() as records:
        pool = await existing_pool(records, request.user_pool_id)
        try:
            await records.add_resource_server(server)
        except NameTaken:
            raise errors.RESOURCE_SERVER_EXISTS(identifier=server.identifier, pool_id=pool.id) from None
    return wire.CreateResourceServerResponse(resource_server=described(server))
