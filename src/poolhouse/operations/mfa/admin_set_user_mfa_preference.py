"""AdminSetUserMFAPreference."""

from __future__ import annotations

import msgspec

from poolhouse.directory.lookup import existing_pool, existing_user
from poolhouse.operations.mfa.settings import preferred
from poolhouse.ports import Clock, Store
from poolhouse.wire import cognito_idp as wire


async def admin_set_user_mfa_preference(
    request: wire.AdminSetUserMFAPreferenceRequest, *, store: Store, clock: Clock
) -> wire.AdminSetUserMFAPreferenceResponse:
    async with store.write() as records:
        pool = await existing_pool(records, request.user_pool_id)
        user = await existing_user(records, pool, request.username)
        changed = msgspec.structs.replace(user, mfa=preferred(user, request), modified_at=clock.now())
        await records.replace_user(changed)
    return wire.AdminSetUserMFAPreferenceResponse()
