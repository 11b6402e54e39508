"""ListIdentities."""

from __future__ import annotations

from poolhouse.identity.identities.views import described
from poolhouse.identity.lookup import existing_pool
from poolhouse.operations import pagination
from poolhouse.ports import Store
from poolhouse.wire import cognito_identity as wire


async def list_identities(request: wire.ListIdentitiesInput, *, store: Store) -> wire.ListIdentitiesResponse:
    after, limit = pagination.after(request.next_token), request.max_results
    async with store.read() as records:
        pool = await existing_pool(records, request.identity_pool_id)
        found = await records.list_identities(
            pool.id, with_disabled=not request.hide_disabled, after=after, limit=limit + 1
        )
        page, token = pagination.split(found, limit, lambda identity: identity.id)
        shown = [await described(identity, records) for identity in page]
    return wire.ListIdentitiesResponse(identity_pool_id=pool.id, identities=shown, next_token=token)
