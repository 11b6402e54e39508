"""DescribeIdentityProvider."""

from __future__ import annotations

from poolhouse.directory.lookup import existing_pool
from poolhouse.operations.identity_providers.views import described, existing_identity_provider
from poolhouse.ports import Store
from poolhouse.wire import cognito_idp as wire


async def describe_identity_provider(
    request: wire.DescribeIdentityProviderRequest, *, store: Store
) -> wire.DescribeIdentityProviderResponse:
    async with store.read() as records:
        pool = await existing_pool(records, request.user_pool_id)
        provider = await existing_identity_provider(records, pool, request.provider_name)
    return wire.DescribeIdentityProviderResponse(identity_provider=described(provider))
