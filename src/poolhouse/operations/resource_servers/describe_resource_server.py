"""DescribeResourceServer."""

from __future__ import annotations

from poolhouse.directory.lookup import existing_pool
from poolhouse.operations.resource_servers.views import described, existing_resource_server
from poolhouse.ports import Store
from poolhouse.wire import cognito_idp as wire


async def describe_resource_server(
    request: wire.DescribeResourceServerRequest, *, store: Store
) -> wire.DescribeResourceServerResponse:
    async with store.read() as records:
        pool = await existing_pool(records, request.user_pool_id)
        server = await existing_resource_server(records, pool, request.identifier)
    return wire.DescribeResourceServerResponse(resource_server=described(server))
