"""AdminSetUserMFAPreference.

In a pool where everybody needs a second factor, an administrator who turns a user's off takes the app away: the user
has lost it and sets up another one at the next sign-in.
"""

from __future__ import annotations

import msgspec

from poolhouse.directory.lookup import existing_pool, existing_user
from poolhouse.model.mfa import UserMfa
from poolhouse.operations.mfa.settings import preferred
from poolhouse.ports import Clock, Store
from poolhouse.wire import cognito_idp as wire


async def admin_set_user_mfa_preference(
    request: wire.AdminSetUserMFAPreferenceRequest, *, store: Store, clock: Clock
) -> wire.AdminSetUserMFAPreferenceResponse:
    async with store.write() as records:
        pool = await existing_pool(records, request.user_pool_id)
        user = await existing_user(records, pool, request.username)
        mfa = preferred(user, request)
        asked = request.software_token_mfa_settings
        if pool.mfa == "ON" and asked is not None and asked.enabled is False:
            mfa = UserMfa()
        await records.replace_user(msgspec.structs.replace(user, mfa=mfa, modified_at=clock.now()))
    return wire.AdminSetUserMFAPreferenceResponse()
