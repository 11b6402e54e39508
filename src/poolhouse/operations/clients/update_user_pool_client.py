"""UpdateUserPoolClient: replaces the settings as a whole; a member left out goes back to its default, as in AWS."""

from __future__ import annotations

import msgspec

from poolhouse.directory.lookup import client_of_pool, existing_pool
from poolhouse.operations.clients.settings import check, described, settings_from
from poolhouse.ports import Clock, Store
from poolhouse.wire import cognito_idp as wire


async def update_user_pool_client(
    request: wire.UpdateUserPoolClientRequest, *, store: Store, clock: Clock
) -> wire.UpdateUserPoolClientResponse:
    async with store.write() as records:
        pool = await existing_pool(records, request.user_pool_id)
        before = await client_of_pool(records, pool, request.client_id)
        client = msgspec.structs.replace(
            before,
            name=request.client_name or before.name,
            settings=settings_from(request),
            modified_at=clock.now(),
        )
        await check(client, pool, records)
        await records.replace_client(client)
    return wire.UpdateUserPoolClientResponse(user_pool_client=described(client))
