"""AdminConfirmSignUp: confirms without a code, and verifies no attribute."""

from __future__ import annotations

import msgspec

from poolhouse import errors
from poolhouse.directory.lookup import existing_pool, existing_user
from poolhouse.ports import Clock, Store
from poolhouse.wire import cognito_idp as wire


async def admin_confirm_sign_up(
    request: wire.AdminConfirmSignUpRequest, *, store: Store, clock: Clock
) -> wire.AdminConfirmSignUpResponse:
    async with store.write() as records:
        pool = await existing_pool(records, request.user_pool_id)
        user = await existing_user(records, pool, request.username)
        if user.status != "UNCONFIRMED":
            raise errors.CANNOT_CONFIRM(status=user.status)
        await records.replace_user(msgspec.structs.replace(user, status="CONFIRMED", modified_at=clock.now()))
        await records.delete_code(pool.id, user.sub, "sign-up")
    return wire.AdminConfirmSignUpResponse()
