"""DeleteResourceServer."""

from __future__ import annotations

from poolhouse.directory.lookup import existing_pool
from poolhouse.operations.resource_servers.views import existing_resource_server
from poolhouse.ports import Store
from poolhouse.wire import cognito_idp as wire


async def delete_resource_server(request: wire.DeleteResourceServerRequest, *, store: Store) -> None:
    async with store.write() as records:
        pool = await existing_pool(records, request.user_pool_id)
        server = await existing_resource_server(records, pool, request.identifier)
        await records.delete_resource_server(pool.id, server.identifier)
