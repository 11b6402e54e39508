"""ListResourceServers."""

from __future__ import annotations

from poolhouse.directory.lookup import existing_pool
from poolhouse.operations import pagination
from poolhouse.operations.resource_servers.views import described
from poolhouse.ports import Store
from poolhouse.wire import cognito_idp as wire

DEFAULT_RESULTS = 50


async def list_resource_servers(
    request: wire.ListResourceServersRequest, *, store: Store
) -> wire.ListResourceServersResponse:
    limit = request.max_results or DEFAULT_RESULTS
    async with store.read() as records:
        pool = await existing_pool(records, request.user_pool_id)
        after = pagination.after(request.next_token)
        found = await records.list_resource_servers(pool.id, after=after, limit=limit + 1)
    page, token = pagination.split(found, limit, lambda server: server.identifier)
    return wire.ListResourceServersResponse(resource_servers=[described(server) for server in page], next_token=token)
