"""DescribeIdentityPool."""

from __future__ import annotations

from poolhouse.identity.lookup import existing_pool
from poolhouse.ports import Store
from poolhouse.wire import cognito_identity as wire


async def describe_identity_pool(request: wire.DescribeIdentityPoolInput, *, store: Store) -> wire.IdentityPool:
    async with store.read() as records:
        return (await existing_pool(records, request.identity_pool_id)).settings
