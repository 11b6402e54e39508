"""UpdateUserPool: replaces the settings as a whole; a member left out goes back to its default, as in AWS."""

from __future__ import annotations

import msgspec

from poolhouse.directory.lookup import existing_pool
from poolhouse.operations.pools.settings import FIXED_AT_CREATION, settings_from
from poolhouse.ports import Clock, Store
from poolhouse.wire import cognito_idp as wire


async def update_user_pool(request: wire.UpdateUserPoolRequest, *, store: Store, clock: Clock) -> None:
    async with store.write() as records:
        pool = await existing_pool(records, request.user_pool_id)
        settings = settings_from(request, software_token_mfa=pool.software_token_mfa)
        kept = {name: getattr(pool.settings, name) for name in FIXED_AT_CREATION}
        await records.replace_pool(
            msgspec.structs.replace(
                pool,
                name=request.pool_name or pool.name,
                settings=msgspec.structs.replace(settings, **kept),
                modified_at=clock.now(),
            )
        )
