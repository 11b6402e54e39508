"""Groups and their members."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, and_, bindparam, delete, select, update

from poolhouse.model.group import Group
from poolhouse.model.user import User
from poolhouse.ports import NameTaken
from poolhouse.storage.records.base import SqlBase, page
from poolhouse.storage.records.users import user_from_row
from poolhouse.storage.tables import groups, members, users

_THIS = and_(groups.c.pool_id == bindparam("in_pool"), groups.c.name == bindparam("key"))
_CHANGING = ("description", "role_arn", "precedence", "modified_at")
_MEMBER = and_(
    members.c.pool_id == bindparam("in_pool"),
    members.c.group_name == bindparam("group"),
    members.c.sub == bindparam("user"),
)

_GET = select(groups).where(_THIS)
_LIST = page(groups, groups.c.name, groups.c.pool_id == bindparam("in_pool"))
_REPLACE = update(groups).where(_THIS).values({name: bindparam(name) for name in _CHANGING})
_DELETE = delete(groups).where(_THIS)
_REMOVE_MEMBER = delete(members).where(_MEMBER)
_GROUPS_OF = (
    select(groups)
    .join(members, and_(members.c.pool_id == groups.c.pool_id, members.c.group_name == groups.c.name))
    .where(members.c.pool_id == bindparam("in_pool"), members.c.sub == bindparam("user"))
    .order_by(groups.c.name)
)
_MEMBERS = (
    select(users)
    .join(members, and_(members.c.pool_id == users.c.pool_id, members.c.sub == users.c.sub))
    .where(
        members.c.pool_id == bindparam("in_pool"),
        members.c.group_name == bindparam("group"),
        members.c.sub > bindparam("after"),
    )
    .order_by(members.c.sub)
    .limit(bindparam("limit"))
)


def _group(row: Row[Any]) -> Group:
    return Group(
        pool_id=row.pool_id,
        name=row.name,
        description=row.description,
        role_arn=row.role_arn,
        precedence=row.precedence,
        created_at=row.created_at,
        modified_at=row.modified_at,
    )


def _values(group: Group) -> dict[str, object]:
    return {name: getattr(group, name) for name in _CHANGING}


class GroupRecords(SqlBase):
    async def get_group(self, pool_id: str, name: str) -> Group | None:
        row = await self._one(_GET, in_pool=pool_id, key=name)
        return None if row is None else _group(row)

    async def list_groups(self, pool_id: str, *, after: str | None, limit: int) -> list[Group]:
        return [_group(row) for row in await self._rows(_LIST, in_pool=pool_id, after=after or "", limit=limit)]

    async def add_group(self, group: Group) -> None:
        added = await self._run(
            self._insert_if_absent(groups),
            pool_id=group.pool_id,
            name=group.name,
            created_at=group.created_at,
            **_values(group),
        )
        if not added:
            raise NameTaken("group")

    async def replace_group(self, group: Group) -> None:
        await self._run(_REPLACE, in_pool=group.pool_id, key=group.name, **_values(group))

    async def delete_group(self, pool_id: str, name: str) -> None:
        await self._run(_DELETE, in_pool=pool_id, key=name)

    async def add_member(self, pool_id: str, group: str, sub: str) -> None:
        await self._run(self._insert_if_absent(members), pool_id=pool_id, group_name=group, sub=sub)

    async def remove_member(self, pool_id: str, group: str, sub: str) -> None:
        await self._run(_REMOVE_MEMBER, in_pool=pool_id, group=group, user=sub)

    async def groups_of(self, pool_id: str, sub: str) -> list[Group]:
        return [_group(row) for row in await self._rows(_GROUPS_OF, in_pool=pool_id, user=sub)]

    async def list_members(self, pool_id: str, group: str, *, after: str | None, limit: int) -> list[User]:
        rows = await self._rows(_MEMBERS, in_pool=pool_id, group=group, after=after or "", limit=limit)
        return [user_from_row(row, self._sealer) for row in rows]
