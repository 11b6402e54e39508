"""DeleteUserPool: the pool, its keys, clients, groups and users."""

from __future__ import annotations

from poolhouse import errors
from poolhouse.directory.lookup import existing_pool
from poolhouse.ports import Store
from poolhouse.tokens.keys import KeyRing
from poolhouse.triggers.recent import RecentInvocations
from poolhouse.wire import cognito_idp as wire


async def delete_user_pool(
    request: wire.DeleteUserPoolRequest, *, store: Store, keys: KeyRing, recent: RecentInvocations
) -> None:
    async with store.write() as records:
        pool = await existing_pool(records, request.user_pool_id)
        if pool.settings.deletion_protection == "ACTIVE":
            raise errors.DELETION_PROTECTED()
        if await records.domains_of(pool.id):
            raise errors.POOL_WITH_DOMAIN()
        await records.delete_pool(pool.id)
    keys.forget(pool.id)
    recent.forget_pool(pool.id)
