"""AdminDeleteUser."""

from __future__ import annotations

from poolhouse.directory.lookup import existing_pool, existing_user
from poolhouse.ports import Store
from poolhouse.wire import cognito_idp as wire


async def admin_delete_user(request: wire.AdminDeleteUserRequest, *, store: Store) -> None:
    async with store.write() as records:
        pool = await existing_pool(records, request.user_pool_id)
        user = await existing_user(records, pool, request.username)
        await records.delete_user(pool.id, user.sub)
