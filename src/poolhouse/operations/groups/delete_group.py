"""DeleteGroup: its members stay users."""

from __future__ import annotations

from poolhouse.directory.lookup import existing_pool
from poolhouse.operations.groups.views import existing_group
from poolhouse.ports import Store
from poolhouse.wire import cognito_idp as wire


async def delete_group(request: wire.DeleteGroupRequest, *, store: Store) -> None:
    async with store.write() as records:
        pool = await existing_pool(records, request.user_pool_id)
        group = await existing_group(records, pool, request.group_name)
        await records.delete_group(pool.id, group.name)
