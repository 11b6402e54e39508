"""AdminUserGlobalSignOut."""

from __future__ import annotations

from poolhouse.directory.lookup import existing_pool, existing_user
from poolhouse.ports import Clock, Store
from poolhouse.tokens.session import sign_out
from poolhouse.wire import cognito_idp as wire


async def admin_user_global_sign_out(
    request: wire.AdminUserGlobalSignOutRequest, *, store: Store, clock: Clock
) -> wire.AdminUserGlobalSignOutResponse:
    async with store.write() as records:
        pool = await existing_pool(records, request.user_pool_id)
        user = await existing_user(records, pool, request.username)
        await records.replace_user(sign_out(user, clock.now()))
    return wire.AdminUserGlobalSignOutResponse()
