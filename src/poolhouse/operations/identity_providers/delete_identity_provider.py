"""DeleteIdentityProvider: users who came from it stay, and can no longer sign in through it."""

from __future__ import annotations

from poolhouse.directory.lookup import existing_pool
from poolhouse.operations.identity_providers.views import existing_identity_provider
from poolhouse.ports import Store
from poolhouse.wire import cognito_idp as wire


async def delete_identity_provider(request: wire.DeleteIdentityProviderRequest, *, store: Store) -> None:
    async with store.write() as records:
        pool = await existing_pool(records, request.user_pool_id)
        provider = await existing_identity_provider(records, pool, request.provider_name)
        await records.delete_identity_provider(pool.id, provider.name)
