"""Users, their sign-in names and what sign-in needs of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from sqlalchemy import Row, Select, and_, bindparam, delete, false, func, or_, select, update
from sqlalchemy.sql.elements import ColumnElement

from poolhouse.model.mfa import UserMfa
from poolhouse.model.user import SEARCHABLE_ATTRIBUTES, PasswordRecord, User
from poolhouse.model.user_filter import UserFilter
from poolhouse.ports import NameTaken
from poolhouse.storage.records.base import SqlBase
from poolhouse.storage.sealing import Sealer
from poolhouse.storage.tables import aliases, users

_attributes = msgspec.json.Decoder(dict[str, str]).decode
_password = msgspec.msgpack.Decoder(PasswordRecord).decode
_mfa = msgspec.msgpack.Decoder(UserMfa).decode
_earlier = msgspec.msgpack.Decoder(tuple[PasswordRecord, ...]).decode

_THIS = and_(users.c.pool_id == bindparam("in_pool"), users.c.sub == bindparam("key"))
_CHANGING = (
    "status",
    "enabled",
    "attributes",
    "sealed_password",
    "sealed_earlier_passwords",
    "sealed_mfa",
    "signed_out_at_ms",
    "modified_at",
    *SEARCHABLE_ATTRIBUTES,
)

_GET = select(users).where(_THIS)
_FIND = select(users).where(users.c.pool_id == bindparam("in_pool"), users.c.username_key == bindparam("key"))
_FIND_BY_ALIAS = (
    select(users)
    .join(aliases, and_(aliases.c.pool_id == users.c.pool_id, aliases.c.sub == users.c.sub))
    .where(
        aliases.c.pool_id == bindparam("in_pool"),
        aliases.c.attribute == bindparam("attribute"),
        aliases.c.key == bindparam("key"),
    )
)
_REPLACE = update(users).where(_THIS).values({name: bindparam(name) for name in _CHANGING})
_DELETE = delete(users).where(_THIS)
_FREE_ALIASES = delete(aliases).where(aliases.c.pool_id == bindparam("in_pool"), aliases.c.sub == bindparam("user"))
_ALIAS_HOLDER = select(aliases.c.sub).where(
    aliases.c.pool_id == bindparam("in_pool"), aliases.c.key == bindparam("key"), aliases.c.sub != bindparam("user")
)
_NAME_HOLDER = select(users.c.sub).where(
    users.c.pool_id == bindparam("in_pool"), users.c.username_key == bindparam("key"), users.c.sub != bindparam("user")
)
_COUNT = select(func.count()).select_from(users).where(users.c.pool_id == bindparam("in_pool"))
_LIST = (
    select(users)
    .where(users.c.pool_id == bindparam("in_pool"), users.c.sub > bindparam("after"))
    .order_by(users.c.sub)
    .limit(bindparam("limit"))
)

_FILTER_COLUMNS: dict[str, ColumnElement[Any]] = {
    "username": users.c.username_key,
    "sub": users.c.sub,
    "cognito:user_status": users.c.status,
    "status": users.c.enabled,
    **{name: users.c[name] for name in SEARCHABLE_ATTRIBUTES},
}
_LAST_CHARACTER = "\U0010ffff"
_ENABLED = {"Enabled": True, "Disabled": False}


def _context(pool_id: str, sub: str) -> str:
    return f"users/{pool_id}/{sub}"


def user_from_row(row: Row[Any], sealer: Sealer) -> User:
    context = _context(row.pool_id, row.sub)
    sealed, earlier = row.sealed_password, row.sealed_earlier_passwords
    return User(
        pool_id=row.pool_id,
        sub=row.sub,
        username=row.username,
        status=row.status,
        enabled=bool(row.enabled),
        attributes=_attributes(row.attributes),
        created_at=row.created_at,
        modified_at=row.modified_at,
        password=None if sealed is None else _password(sealer.open(sealed, context)),
        earlier_passwords=() if earlier is None else _earlier(sealer.open(earlier, context)),
        signed_out_at=row.signed_out_at_ms,
        mfa=UserMfa() if row.sealed_mfa is None else _mfa(sealer.open(row.sealed_mfa, context)),
    )


def _condition(condition: UserFilter | None) -> ColumnElement[bool] | None:
    """A range instead of LIKE for prefixes: it uses the index in every collation and needs no escaping."""
    if condition is None:
        return None
    column = _FILTER_COLUMNS[condition.attribute]
    if condition.attribute == "status":
        return or_(false(), *(column.is_(flag) for name, flag in _ENABLED.items() if _matches(condition, name)))
    if condition.operator == "=" and not condition.value:
        return column.is_(None)
    if condition.operator == "=":
        return column == condition.value
    return and_(column >= condition.value, column < condition.value + _LAST_CHARACTER)


def _matches(condition: UserFilter, text: str) -> bool:
    return text == condition.value if condition.operator == "=" else text.startswith(condition.value)


class UserRecords(SqlBase):
    async def get_user(self, pool_id: str, sub: str) -> User | None:
        return self._user(await self._one(_GET, in_pool=pool_id, key=sub))

    async def find_user(self, pool_id: str, username_key: str) -> User | None:
        return self._user(await self._one(_FIND, in_pool=pool_id, key=username_key))

    async def find_user_by_alias(self, pool_id: str, attribute: str, key: str) -> User | None:
        return self._user(await self._one(_FIND_BY_ALIAS, in_pool=pool_id, attribute=attribute, key=key))

    async def add_user(self, user: User, username_key: str, aliases: Mapping[str, str]) -> None:
        if await self._rows(_ALIAS_HOLDER, in_pool=user.pool_id, key=username_key, user=user.sub):
            raise NameTaken("username")
        added = await self._run(
            self._insert_if_absent(users),
            pool_id=user.pool_id,
            sub=user.sub,
            username=user.username,
            username_key=username_key,
            created_at=user.created_at,
            **self._user_values(user),
        )
        if not added:
            raise NameTaken("username")
        await self._take_aliases(user, aliases)

    async def replace_user(self, user: User, aliases: Mapping[str, str] | None = None) -> None:
        await self._run(_REPLACE, in_pool=user.pool_id, key=user.sub, **self._user_values(user))
        if aliases is not None:
            await self._run(_FREE_ALIASES, in_pool=user.pool_id, user=user.sub)
            await self._take_aliases(user, aliases)

    async def delete_user(self, pool_id: str, sub: str) -> None:
        await self._run(_DELETE, in_pool=pool_id, key=sub)

    async def list_users(
        self, pool_id: str, *, condition: UserFilter | None, after: str | None, limit: int
    ) -> list[User]:
        extra = _condition(condition)
        statement: Select[Any] = _LIST if extra is None else _LIST.where(extra)
        rows = await self._rows(statement, in_pool=pool_id, after=after or "", limit=limit)
        return [user_from_row(row, self._sealer) for row in rows]

    async def count_users(self, pool_id: str) -> int:
        return int((await self._rows(_COUNT, in_pool=pool_id))[0][0])

    async def _take_aliases(self, user: User, keys: Mapping[str, str]) -> None:
        for attribute, key in keys.items():
            if await self._rows(_NAME_HOLDER, in_pool=user.pool_id, key=key, user=user.sub):
                raise NameTaken(attribute)
            statement = self._insert_if_absent(aliases)
            if not await self._run(statement, pool_id=user.pool_id, attribute=attribute, key=key, sub=user.sub):
                raise NameTaken(attribute)

    def _user(self, row: Row[Any] | None) -> User | None:
        return None if row is None else user_from_row(row, self._sealer)

    def _user_values(self, user: User) -> dict[str, object]:
        context = _context(user.pool_id, user.sub)
        password, earlier = user.password, user.earlier_passwords
        seal, pack = self._sealer.seal, msgspec.msgpack.encode
        return {
            "status": user.status,
            "enabled": user.enabled,
            "attributes": msgspec.json.encode(user.attributes).decode(),
            "sealed_password": None if password is None else seal(pack(password), context),
            "sealed_earlier_passwords": seal(pack(earlier), context) if earlier else None,
            "sealed_mfa": seal(pack(user.mfa), context) if user.mfa != UserMfa() else None,
            "signed_out_at_ms": user.signed_out_at,
            "modified_at": user.modified_at,
            **{name: user.attributes.get(name) for name in SEARCHABLE_ATTRIBUTES},
        }
