"""DeleteIdentityPool: the pool with every identity in it."""

from __future__ import annotations

from poolhouse.identity.lookup import existing_pool
from poolhouse.ports import Store
from poolhouse.wire import cognito_identity as wire


async def delete_identity_pool(request: wire.DeleteIdentityPoolInput, *, store: Store) -> None:
    async with store.write() as records:
        await existing_pool(records, request.identity_pool_id)
        await records.delete_identity_pool(request.identity_pool_id)
