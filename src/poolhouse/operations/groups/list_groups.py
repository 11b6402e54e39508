"""ListGroups."""

from __future__ import annotations

from poolhouse.directory.lookup import existing_pool
from poolhouse.operations import pagination
from poolhouse.operations.groups.views import MOST_GROUPS, described
from poolhouse.ports import Store
from poolhouse.wire import cognito_idp as wire


async def list_groups(request: wire.ListGroupsRequest, *, store: Store) -> wire.ListGroupsResponse:
    limit = request.limit or MOST_GROUPS
    async with store.read() as records:
        pool = await existing_pool(records, request.user_pool_id)
        found = await records.list_groups(pool.id, after=pagination.after(request.next_token), limit=limit + 1)
    page, token = pagination.split(found, limit, lambda group: group.name)
    return wire.ListGroupsResponse(groups=[described(group) for group in page], next_token=token)
