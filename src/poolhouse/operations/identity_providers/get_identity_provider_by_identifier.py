"""GetIdentityProviderByIdentifier."""

from __future__ import annotations

from poolhouse import errors
from poolhouse.directory.lookup import existing_pool
from poolhouse.operations.identity_providers.views import described
from poolhouse.ports import Store
from poolhouse.wire import cognito_idp as wire


async def get_identity_provider_by_identifier(
    request: wire.GetIdentityProviderByIdentifierRequest, *, store: Store
) -> wire.GetIdentityProviderByIdentifierResponse:
    async with store.read() as records:
        pool = await existing_pool(records, request.user_pool_id)
        provider = await records.find_identity_provider(pool.id, request.idp_identifier)
    if provider is None:
        raise errors.IDENTITY_PROVIDER_NOT_FOUND(name=request.idp_identifier)
    return wire.GetIdentityProviderByIdentifierResponse(identity_provider=described(provider))
