"""Identity pools, their identities with the logins that lead to them, and the keys that sign identities' tokens."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Boolean, Row, and_, bindparam, delete, insert, or_, select, update

from poolhouse.model.identity_pool import SIGNING_POOL, Identity, IdentityPool, Login, PoolRoles
from poolhouse.model.user_pool import SigningKey
from poolhouse.ports import NameTaken
from poolhouse.storage.records.base import SqlBase, page
from poolhouse.storage.tables import identities, identity_keys, identity_logins, identity_pools
from poolhouse.wire import cognito_identity as wire

_THIS_POOL = identity_pools.c.id == bindparam("key")
_GET_POOL = select(identity_pools).where(_THIS_POOL)
_LIST_POOLS = page(identity_pools, identity_pools.c.id)
_ADD_POOL = insert(identity_pools)
_REPLACE_POOL = (
    update(identity_pools).where(_THIS_POOL).values(settings=bindparam("settings"), roles=bindparam("roles"))
)
_DELETE_POOL = delete(identity_pools).where(_THIS_POOL)

_THIS = identities.c.id == bindparam("key")
_GET = select(identities).where(_THIS)
_LIST = page(
    identities,
    identities.c.id,
    identities.c.pool_id == bindparam("in_pool"),
    or_(bindparam("with_disabled", type_=Boolean), identities.c.disabled.is_(False)),
)
_ADD = insert(identities)
_CHANGING = ("disabled", "modified_at")
_REPLACE = update(identities).where(_THIS).values({name: bindparam(name) for name in _CHANGING})
_DELETE = delete(identities).where(_THIS)

_LOGIN = and_(
    identity_logins.c.pool_id == bindparam("in_pool"),
    identity_logins.c.provider == bindparam("of_provider"),
    identity_logins.c.subject == bindparam("of_subject"),
)
_FIND_LOGIN = select(identities).join(identity_logins, identity_logins.c.identity_id == identities.c.id).where(_LOGIN)
_LOGINS_OF = (
    select(identity_logins.c.provider, identity_logins.c.subject)
    .where(identity_logins.c.identity_id == bindparam("key"))
    .order_by(identity_logins.c.provider, identity_logins.c.subject)
)
_REMOVE_LOGIN = delete(identity_logins).where(_LOGIN)

_KEYS = select(identity_keys).order_by(identity_keys.c.created_at, identity_keys.c.kid)
_ADD_KEY = insert(identity_keys)


def _pool(row: Row[Any]) -> IdentityPool:
    return IdentityPool(
        settings=msgspec.json.decode(row.settings, type=wire.IdentityPool),
        roles=msgspec.json.decode(row.roles, type=PoolRoles),
    )


def _pool_values(pool: IdentityPool) -> dict[str, str]:
    return {
        "settings": msgspec.json.encode(pool.settings).decode(),
        "roles": msgspec.json.encode(pool.roles).decode(),
    }


def _identity(row: Row[Any]) -> Identity:
    return Identity(
        id=row.id,
        pool_id=row.pool_id,
        disabled=bool(row.disabled),
        created_at=row.created_at,
        modified_at=row.modified_at,
    )


def _key_context(kid: str) -> str:
    return f"identity_keys/{kid}"


class IdentityPoolRecords(SqlBase):
    async def get_identity_pool(self, pool_id: str) -> IdentityPool | None:
        row = await self._one(_GET_POOL, key=pool_id)
        return None if row is None else _pool(row)

    async def list_identity_pools(self, *, after: str | None, limit: int) -> list[IdentityPool]:
        return [_pool(row) for row in await self._rows(_LIST_POOLS, after=after or "", limit=limit)]

    async def add_identity_pool(self, pool: IdentityPool) -> None:
        await self._run(_ADD_POOL, id=pool.id, **_pool_values(pool))

    async def replace_identity_pool(self, pool: IdentityPool) -> None:
        await self._run(_REPLACE_POOL, key=pool.id, **_pool_values(pool))

    async def delete_identity_pool(self, pool_id: str) -> None:
        await self._run(_DELETE_POOL, key=pool_id)

    async def get_identity(self, identity_id: str) -> Identity | None:
        row = await self._one(_GET, key=identity_id)
        return None if row is None else _identity(row)

    async def list_identities(
        self, pool_id: str, *, with_disabled: bool, after: str | None, limit: int
    ) -> list[Identity]:
        rows = await self._rows(_LIST, in_pool=pool_id, with_disabled=with_disabled, after=after or "", limit=limit)
        return [_identity(row) for row in rows]

    async def add_identity(self, identity: Identity) -> None:
        await self._run(_ADD, **msgspec.structs.asdict(identity))

    async def replace_identity(self, identity: Identity) -> None:
        await self._run(_REPLACE, key=identity.id, **{name: getattr(identity, name) for name in _CHANGING})

    async def delete_identity(self, identity_id: str) -> bool:
        return await self._run(_DELETE, key=identity_id) == 1

    async def find_identity_by_login(self, pool_id: str, login: Login) -> Identity | None:
        row = await self._one(_FIND_LOGIN, in_pool=pool_id, of_provider=login.provider, of_subject=login.subject)
        return None if row is None else _identity(row)

    async def logins_of(self, identity_id: str) -> list[Login]:
        return [Login(row.provider, row.subject) for row in await self._rows(_LOGINS_OF, key=identity_id)]

    async def add_login(self, identity: Identity, login: Login) -> None:
        added = await self._run(
            self._insert_if_absent(identity_logins),
            pool_id=identity.pool_id,
            provider=login.provider,
            subject=login.subject,
            identity_id=identity.id,
        )
        if not added:
            raise NameTaken("login")

    async def remove_login(self, pool_id: str, login: Login) -> None:
        await self._run(_REMOVE_LOGIN, in_pool=pool_id, of_provider=login.provider, of_subject=login.subject)

    async def identity_keys(self) -> list[SigningKey]:
        return [
            SigningKey(
                pool_id=SIGNING_POOL,
                kid=row.kid,
                use="id",
                private_der=self._sealer.open(row.sealed_private_key, _key_context(row.kid)),
                created_at=row.created_at,
            )
            for row in await self._rows(_KEYS)
        ]

    async def add_identity_key(self, key: SigningKey) -> None:
        sealed = self._sealer.seal(key.private_der, _key_context(key.kid))
        await self._run(_ADD_KEY, kid=key.kid, sealed_private_key=sealed, created_at=key.created_at)
