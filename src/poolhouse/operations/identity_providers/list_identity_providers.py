"""ListIdentityProviders."""

from __future__ import annotations

from poolhouse.directory.lookup import existing_pool
from poolhouse.operations import pagination
from poolhouse.ports import Store
from poolhouse.wire import cognito_idp as wire

MOST_RESULTS = 50
"""The answer's limit; a request may name more."""


async def list_identity_providers(
    request: wire.ListIdentityProvidersRequest, *, store: Store
) -> wire.ListIdentityProvidersResponse:
    limit = min(request.max_results or MOST_RESULTS, MOST_RESULTS)
    async with store.read() as records:
        pool = await existing_pool(records, request.user_pool_id)
        after = pagination.after(request.next_token)
        found = await records.list_identity_providers(pool.id, after=after, limit=limit + 1)
    page, token = pagination.split(found, limit, lambda provider: provider.name)
    providers = [
        wire.ProviderDescription(
            provider_name=provider.name,
            provider_type=provider.type,
            creation_date=provider.created_at,
            last_modified_date=provider.modified_at,
        )
        for provider in page
    ]
    return wire.ListIdentityProvidersResponse(providers=providers, next_token=token)
