"""UpdateIdentityProvider: each member that is given takes the place of the earlier one as a whole."""

from __future__ import annotations

import msgspec

from poolhouse import errors
from poolhouse.directory.lookup import existing_pool
from poolhouse.model.identity_provider import IdentityProvider
from poolhouse.model.user_pool import UserPool
from poolhouse.operations.identity_providers.details import complete_details
from poolhouse.operations.identity_providers.rules import check_acr_mapping, complete_mapping
from poolhouse.operations.identity_providers.views import described, existing_identity_provider
from poolhouse.ports import Clock, NameTaken, Store
from poolhouse.wire import cognito_idp as wire


async def update_identity_provider(
    request: wire.UpdateIdentityProviderRequest, *, store: Store, clock: Clock
) -> wire.UpdateIdentityProviderResponse:
    async with store.write() as records:
        pool = await existing_pool(records, request.user_pool_id)
        provider = await existing_identity_provider(records, pool, request.provider_name)
        provider = msgspec.structs.replace(_changed(pool, provider, request), modified_at=clock.now())
        check_acr_mapping(provider)
        try:
            await records.replace_identity_provider(provider)
        except NameTaken as taken:
            raise errors.PROVIDER_EXISTS(what=taken.what) from None
    return wire.UpdateIdentityProviderResponse(identity_provider=described(provider))


def _changed(
    pool: UserPool, provider: IdentityProvider, request: wire.UpdateIdentityProviderRequest
) -> IdentityProvider:
    if request.provider_details is not None:
        details = complete_details(provider.type, request.provider_details)
        provider = msgspec.structs.replace(provider, details=details)
    if request.attribute_mapping is not None:
        mapping = complete_mapping(pool, provider.type, request.attribute_mapping)
        provider = msgspec.structs.replace(provider, attribute_mapping=mapping)
    if request.idp_identifiers is not None:
        provider = msgspec.structs.replace(provider, identifiers=tuple(dict.fromkeys(request.idp_identifiers)))
    if request.acr_mapping is not None:
        provider = msgspec.structs.replace(provider, acr_mapping=request.acr_mapping)
    return provider
