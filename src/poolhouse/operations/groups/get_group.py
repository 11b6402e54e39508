"""GetGroup."""

from __future__ import annotations

from poolhouse.directory.lookup import existing_pool
from poolhouse.operations.groups.views import described, existing_group
from poolhouse.ports import Store
from poolhouse.wire import cognito_idp as wire


async def get_group(request: wire.GetGroupRequest, *, store: Store) -> wire.GetGroupResponse:
    async with store.read() as records:
        pool = await existing_pool(records, request.user_pool_id)
        group = await existing_group(records, pool, request.group_name)
    return wire.GetGroupResponse(group=described(group))
