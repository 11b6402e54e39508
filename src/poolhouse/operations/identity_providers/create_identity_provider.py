"""CreateIdentityProvider."""

from __future__ import annotations

from poolhouse import errors
from poolhouse.directory.lookup import existing_pool
from poolhouse.model.identity_provider import IdentityProvider
from poolhouse.operations.identity_providers.details import complete_details
from poolhouse.operations.identity_providers.rules import (
    MOST_PROVIDERS,
    check_acr_mapping,
    check_name,
    complete_mapping,
)
from poolhouse.operations.identity_providers.views import described
from poolhouse.ports import Clock, NameTaken, Store
from poolhouse.wire import cognito_idp as wire


async def create_identity_provider(
    request: wire.CreateIdentityProviderRequest, *, store: Store, clock: Clock
) -> wire.CreateIdentityProviderResponse:
    now, kind = clock.now(), request.provider_type
    async with store.write() as records:
        pool = await existing_pool(records, request.user_pool_id)
        check_name(request.provider_name, kind)
        provider = IdentityProvider(
            pool_id=pool.id,
            name=request.provider_name,
            type=kind,
            details=complete_details(kind, request.provider_details),
            attribute_mapping=complete_mapping(pool, kind, request.attribute_mapping),
            identifiers=tuple(dict.fromkeys(request.idp_identifiers or ())),
            acr_mapping=request.acr_mapping or {},
            created_at=now,
            modified_at=now,
        )
        check_acr_mapping(provider)
        if len(await records.list_identity_providers(pool.id, after=None, limit=MOST_PROVIDERS)) == MOST_PROVIDERS:
            raise errors.TOO_MANY_PROVIDERS(most=MOST_PROVIDERS)
        try:
            await records.add_identity_provider(provider)
        except NameTaken as taken:
            raise errors.PROVIDER_EXISTS(what=taken.what.replace("_", " ")) from None
    return wire.CreateIdentityProviderResponse(identity_provider=described(provider))
