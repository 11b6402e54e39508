"""ListUserPools."""

from __future__ import annotations

from poolhouse.operations import pagination
from poolhouse.ports import Store
from poolhouse.wire import cognito_idp as wire


async def list_user_pools(request: wire.ListUserPoolsRequest, *, store: Store) -> wire.ListUserPoolsResponse:
    limit = request.max_results
    async with store.read() as records:
        found = await records.list_pools(after=pagination.after(request.next_token), limit=limit + 1)
    page, token = pagination.split(found, limit, lambda pool: pool.id)
    return wire.ListUserPoolsResponse(
        user_pools=[
            wire.UserPoolDescriptionType(
                id=pool.id,
                name=pool.name,
                lambda_config=pool.settings.lambda_config,
                creation_date=pool.created_at,
                last_modified_date=pool.modified_at,
            )
            for pool in page
        ],
        next_token=token,
    )
