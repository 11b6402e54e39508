"""AdminEnableUser: sessions that the disabling ended stay ended."""

from __future__ import annotations

import msgspec

from poolhouse.directory.lookup import existing_pool, existing_user
from poolhouse.ports import Clock, Store
from poolhouse.wire import cognito_idp as wire


async def admin_enable_user(
    request: wire.AdminEnableUserRequest, *, store: Store, clock: Clock
) -> wire.AdminEnableUserResponse:
    async with store.write() as records:
        pool = await existing_pool(records, request.user_pool_id)
        user = await existing_user(records, pool, request.username)
        await records.replace_user(msgspec.structs.replace(user, enabled=True, modified_at=clock.now()))
    return wire.AdminEnableUserResponse()
