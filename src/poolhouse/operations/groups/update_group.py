"""UpdateGroup: members left out stay as they are."""

from __future__ import annotations

import msgspec

from poolhouse.directory.lookup import existing_pool
from poolhouse.operations.groups.views import described, existing_group
from poolhouse.ports import Clock, Store
from poolhouse.wire import cognito_idp as wire


async def update_group(request: wire.UpdateGroupRequest, *, store: Store, clock: Clock) -> wire.UpdateGroupResponse:
    changes = {
        name: getattr(request, name)
        for name in ("description", "role_arn", "precedence")
        if getattr(request, name) is not None
    }
    async with store.write() as records:
        pool = await existing_pool(records, request.user_pool_id)
        group = await existing_group(records, pool, request.group_name)
        group = msgspec.structs.replace(group, **changes, modified_at=clock.now())
        await records.replace_group(group)
    return wire.UpdateGroupResponse(group=described(group))
