"""AdminAddUserToGroup."""

from __future__ import annotations

from poolhouse.directory.lookup import existing_pool, existing_user
from poolhouse.operations.groups.views import existing_group
from poolhouse.ports import Store
from poolhouse.wire import cognito_idp as wire


async def admin_add_user_to_group(request: wire.AdminAddUserToGroupRequest, *, store: Store) -> None:
    async with store.write() as records:
        pool = await existing_pool(records, request.user_pool_id)
        user = await existing_user(records, pool, request.username)
        group = await existing_group(records, pool, request.group_name)
        await records.add_member(pool.id, group.name, user.sub)
