"""DescribeUserPoolClient."""

from __future__ import annotations

from poolhouse.directory.lookup import client_of_pool, existing_pool
from poolhouse.operations.clients.settings import described
from poolhouse.ports import Store
from poolhouse.wire import cognito_idp as wire


async def describe_user_pool_client(
    request: wire.DescribeUserPoolClientRequest, *, store: Store
) -> wire.DescribeUserPoolClientResponse:
    async with store.read() as records:
        pool = await existing_pool(records, request.user_pool_id)
        client = await client_of_pool(records, pool, request.client_id)
    return wire.DescribeUserPoolClientResponse(user_pool_client=described(client))
