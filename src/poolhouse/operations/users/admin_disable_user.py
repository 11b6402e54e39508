"""AdminDisableUser: ends every session as well."""

from __future__ import annotations

import msgspec

from poolhouse.directory.lookup import existing_pool, existing_user
from poolhouse.ports import Clock, Store
from poolhouse.tokens.session import sign_out
from poolhouse.wire import cognito_idp as wire


async def admin_disable_user(
    request: wire.AdminDisableUserRequest, *, store: Store, clock: Clock
) -> wire.AdminDisableUserResponse:
    now = clock.now()
    async with store.write() as records:
        pool = await existing_pool(records, request.user_pool_id)
        user = sign_out(await existing_user(records, pool, request.username), now)
        await records.replace_user(msgspec.structs.replace(user, enabled=False, modified_at=now))
    return wire.AdminDisableUserResponse()
