"""DescribeUserPool."""

from __future__ import annotations

from poolhouse.directory.lookup import existing_pool
from poolhouse.operations.pools.settings import described
from poolhouse.ports import Store
from poolhouse.wire import cognito_idp as wire


async def describe_user_pool(request: wire.DescribeUserPoolRequest, *, store: Store) -> wire.DescribeUserPoolResponse:
    async with store.read() as records:
        pool = await existing_pool(records, request.user_pool_id)
        count, domains = await records.count_users(pool.id), await records.domains_of(pool.id)
    return wire.DescribeUserPoolResponse(user_pool=described(pool, user_count=count, domains=domains))
