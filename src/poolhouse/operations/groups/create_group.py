"""CreateGroup."""

from __future__ import annotations

from poolhouse import errors
from poolhouse.directory.lookup import existing_pool
from poolhouse.model.group import Group
from poolhouse.operations.groups.views import described
from poolhouse.ports import Clock, NameTaken, Store
from poolhouse.wire import cognito_idp as wire


async def create_group(request: wire.CreateGroupRequest, *, store: Store, clock: Clock) -> wire.CreateGroupResponse:
    now = clock.now()
    group = Group(
        pool_id=request.user_pool_id,
        name=request.group_name,
        description=request.description,
        role_arn=request.role_arn,
        precedence=request.precedence,
        created_at=now,
        modified_at=now,
    )
    async with store.write() as records:
        await existing_pool(records, request.user_pool_id)
        try:
            await records.add_group(group)
        except NameTaken:
            raise errors.GROUP_EXISTS() from None
    return wire.CreateGroupResponse(group=described(group))
