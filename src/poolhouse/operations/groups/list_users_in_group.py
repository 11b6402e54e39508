"""ListUsersInGroup."""

from __future__ import annotations

from poolhouse.directory.lookup import existing_pool
from poolhouse.operations import pagination
from poolhouse.operations.groups.views import existing_group
from poolhouse.operations.users.views import MOST_USERS, described
from poolhouse.ports import Store
from poolhouse.wire import cognito_idp as wire


async def list_users_in_group(request: wire.ListUsersInGroupRequest, *, store: Store) -> wire.ListUsersInGroupResponse:
    limit = request.limit or MOST_USERS
    async with store.read() as records:
        pool = await existing_pool(records, request.user_pool_id)
        group = await existing_group(records, pool, request.group_name)
        after = pagination.after(request.next_token)
        found = await records.list_members(pool.id, group.name, after=after, limit=limit + 1)
    page, token = pagination.split(found, limit, lambda user: user.sub)
    return wire.ListUsersInGroupResponse(users=[described(user) for user in page], next_token=token)
