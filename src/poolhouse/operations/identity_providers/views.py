"""Identity providers as answers show them."""

from __future__ import annotations

from poolhouse import errors
from poolhouse.model.identity_provider import IdentityProvider
from poolhouse.model.user_pool import UserPool
from poolhouse.operations.identity_providers.details import SECRET_DETAILS
from poolhouse.ports import Records
from poolhouse.wire import cognito_idp as wire


def described(provider: IdentityProvider) -> wire.IdentityProviderType:
    return wire.IdentityProviderType(
        user_pool_id=provider.pool_id,
        provider_name=provider.name,
        provider_type=provider.type,
        provider_details={name: text for name, text in provider.details.items() if name not in SECRET_DETAILS},
        attribute_mapping=provider.attribute_mapping,
        idp_identifiers=list(provider.identifiers),
        acr_mapping=provider.acr_mapping or None,
        creation_date=provider.created_at,
        last_modified_date=provider.modified_at,
    )


async def existing_identity_provider(records: Records, pool: UserPool, name: str) -> IdentityProvider:
    provider = await records.get_identity_provider(pool.id, name)
    if provider is None:
        raise errors.IDENTITY_PROVIDER_NOT_FOUND(name=name)
    return provider
