"""UpdateIdentityPool: every setting is replaced, one that is not given is gone; tags stay unless given."""

from __future__ import annotations

import msgspec

from poolhouse.identity import errors
from poolhouse.identity.lookup import existing_pool
from poolhouse.ports import Store
from poolhouse.wire import cognito_identity as wire


async def update_identity_pool(request: wire.IdentityPool, *, store: Store) -> wire.IdentityPool:
    async with store.write() as records:
        pool = await existing_pool(records, request.identity_pool_id)
        provider = pool.settings.developer_provider_name
        if provider is not None and request.developer_provider_name not in (None, provider):
            raise errors.DEVELOPER_NAME_FIXED()
        settings = msgspec.structs.replace(
            request,
            developer_provider_name=request.developer_provider_name or provider,
            identity_pool_tags=pool.tags if request.identity_pool_tags is None else request.identity_pool_tags,
        )
        await records.replace_identity_pool(msgspec.structs.replace(pool, settings=settings))
    return settings
