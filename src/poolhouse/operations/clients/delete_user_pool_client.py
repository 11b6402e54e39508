"""DeleteUserPoolClient."""

from __future__ import annotations

from poolhouse.directory.lookup import client_of_pool, existing_pool
from poolhouse.ports import Store
from poolhouse.wire import cognito_idp as wire


async def delete_user_pool_client(request: wire.DeleteUserPoolClientRequest, *, store: Store) -> None:
    async with store.write() as records:
        pool = await existing_pool(records, request.user_pool_id)
        client = await client_of_pool(records, pool, request.client_id)
        await records.delete_client(client.id)
