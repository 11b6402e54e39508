"""Which user a provider's subject signs in."""

from __future__ import annotations

import msgspec
from sqlalchemy import and_, bindparam, delete, select

from poolhouse.model.identity_provider import SUBJECT, LinkedIdentity
from poolhouse.model.user import User
from poolhouse.ports import NameTaken
from poolhouse.storage.records.base import SqlBase
from poolhouse.storage.records.users import user_from_row
from poolhouse.storage.tables import linked_identities as table
from poolhouse.storage.tables import users

_THIS = and_(
    table.c.pool_id == bindparam("in_pool"),
    table.c.provider == bindparam("of_provider"),
    table.c.attribute == bindparam("by_attribute"),
    table.c.subject == bindparam("of_subject"),
)
_FIND = select(users).join(table, and_(table.c.pool_id == users.c.pool_id, table.c.sub == users.c.sub)).where(_THIS)
_OF_USER = (
    select(table)
    .where(table.c.pool_id == bindparam("in_pool"), table.c.sub == bindparam("user"))
    .order_by(table.c.created_at, table.c.provider, table.c.subject)
)
_UNLINK = delete(table).where(_THIS)


class LinkedIdentityRecords(SqlBase):
    async def find_user_by_identity(
        self, pool_id: str, provider: str, subject: str, *, attribute: str = SUBJECT
    ) -> User | None:
        row = await self._one(_FIND, in_pool=pool_id, of_provider=provider, of_subject=subject, by_attribute=attribute)
        return None if row is None else user_from_row(row, self._sealer)

    async def identities_of(self, pool_id: str, sub: str) -> list[LinkedIdentity]:
        return [
            LinkedIdentity(
                pool_id=row.pool_id,
                provider=row.provider,
                subject=row.subject,
                attribute=row.attribute,
                sub=row.sub,
                created_at=row.created_at,
            )
            for row in await self._rows(_OF_USER, in_pool=pool_id, user=sub)
        ]

    async def link_identity(self, identity: LinkedIdentity) -> None:
        if not await self._run(self._insert_if_absent(table), **msgspec.structs.asdict(identity)):
            raise NameTaken("identity")

    async def unlink_identity(self, pool_id: str, provider: str, subject: str, *, attribute: str = SUBJECT) -> None:
        await self._run(_UNLINK, in_pool=pool_id, of_provider=provider, of_subject=subject, by_attribute=attribute)
