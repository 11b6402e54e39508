"""Groups as answers show them."""

from __future__ import annotations

from poolhouse import errors
from poolhouse.model.group import Group
from poolhouse.model.user_pool import UserPool
from poolhouse.ports import Records
from poolhouse.wire import cognito_idp as wire

MOST_GROUPS = 60
"""The page size when a request names none."""


def described(group: Group) -> wire.GroupType:
    return wire.GroupType(
        group_name=group.name,
        user_pool_id=group.pool_id,
        description=group.description,
        role_arn=group.role_arn,
        precedence=group.precedence,
        creation_date=group.created_at,
        last_modified_date=group.modified_at,
    )


async def existing_group(records: Records, pool: UserPool, name: str) -> Group:
    group = await records.get_group(pool.id, name)
    if group is None:
        raise errors.GROUP_NOT_FOUND()
    return group
