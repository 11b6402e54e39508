"""SetUserMFAPreference."""

from __future__ import annotations

import msgspec

from poolhouse.operations.mfa.settings import preferred
from poolhouse.ports import Clock, Store
from poolhouse.tokens.access_token import AccessTokens
from poolhouse.wire import cognito_idp as wire


async def set_user_mfa_preference(
    request: wire.SetUserMFAPreferenceRequest, *, store: Store, clock: Clock, access_tokens: AccessTokens
) -> wire.SetUserMFAPreferenceResponse:
    now = clock.now()
    async with store.write() as records:
        user = (await access_tokens.bearer(request.access_token, records, now=now)).user
        changed = msgspec.structs.replace(user, mfa=preferred(user, request), modified_at=now)
        await records.replace_user(changed)
    return wire.SetUserMFAPreferenceResponse()
