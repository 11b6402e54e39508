"""AdminListGroupsForUser."""

from __future__ import annotations

from poolhouse.directory.lookup import existing_pool, existing_user
from poolhouse.operations import pagination
from poolhouse.operations.groups.views import MOST_GROUPS, described
from poolhouse.ports import Store
from poolhouse.wire import cognito_idp as wire


async def admin_list_groups_for_user(
    request: wire.AdminListGroupsForUserRequest, *, store: Store
) -> wire.AdminListGroupsForUserResponse:
    async with store.read() as records:
        pool = await existing_pool(records, request.user_pool_id)
        user = await existing_user(records, pool, request.username)
        groups = await records.groups_of(pool.id, user.sub)
    after = pagination.after(request.next_token) or ""
    remaining = [group for group in groups if group.name > after]
    page, token = pagination.split(remaining, request.limit or MOST_GROUPS, lambda group: group.name)
    return wire.AdminListGroupsForUserResponse(groups=[described(group) for group in page], next_token=token)
