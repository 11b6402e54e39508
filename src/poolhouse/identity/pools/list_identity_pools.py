"""ListIdentityPools."""

from __future__ import annotations

from poolhouse.operations import pagination
from poolhouse.ports import Store
from poolhouse.wire import cognito_identity as wire


async def list_identity_pools(request: wire.ListIdentityPoolsInput, *, store: Store) -> wire.ListIdentityPoolsResponse:
    limit = request.max_results
    async with store.read() as records:
        found = await records.list_identity_pools(after=pagination.after(request.next_token), limit=limit + 1)
    page, token = pagination.split(found, limit, lambda pool: pool.id)
    return wire.ListIdentityPoolsResponse(
        identity_pools=[
            wire.IdentityPoolShortDescription(
                identity_pool_id=pool.id, identity_pool_name=pool.settings.identity_pool_name
            )
            for pool in page
        ],
        next_token=token,
    )
