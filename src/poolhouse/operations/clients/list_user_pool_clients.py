"""ListUserPoolClients."""

from __future__ import annotations

from poolhouse.directory.lookup import existing_pool
from poolhouse.operations import pagination
from poolhouse.operations.clients.settings import REGULAR
from poolhouse.ports import Store
from poolhouse.wire import cognito_idp as wire

DEFAULT_RESULTS = 60


async def list_user_pool_clients(
    request: wire.ListUserPoolClientsRequest, *, store: Store
) -> wire.ListUserPoolClientsResponse:
    limit = request.max_results or DEFAULT_RESULTS
    async with store.read() as records:
        pool = await existing_pool(records, request.user_pool_id)
        after = pagination.after(request.next_token)
        found = (
            await records.list_clients(pool.id, after=after, limit=limit + 1)
            if request.client_type in (None, REGULAR)
            else []
        )
    page, token = pagination.split(found, limit, lambda client: client.id)
    return wire.ListUserPoolClientsResponse(
        user_pool_clients=[
            wire.UserPoolClientDescription(client_id=client.id, user_pool_id=pool.id, client_name=client.name)
            for client in page
        ],
        next_token=token,
    )
