"""User pools and their signing keys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Row, bindparam, delete, insert, select, update

from poolhouse.model.attributes import AttributeDefinition
from poolhouse.model.user_pool import SigningKey, UserPool
from poolhouse.storage.records.base import SqlBase, page
from poolhouse.storage.records.saml_keys import USE as SAML
from poolhouse.storage.tables import signing_keys, user_pools
from poolhouse.wire import cognito_idp as wire

_GET = select(user_pools).where(user_pools.c.id == bindparam("id"))
_LIST = page(user_pools, user_pools.c.id)
_ADD = insert(user_pools)
_REPLACE = (
    update(user_pools)
    .where(user_pools.c.id == bindparam("key"))
    .values(
        {
            name: bindparam(name)
            for name in ("name", "settings", "schema", "modified_at", "web_authn", "software_token_mfa")
        }
    )
)
_DELETE = delete(user_pools).where(user_pools.c.id == bindparam("id"))
_KEYS = (
    select(signing_keys)
    .where(signing_keys.c.pool_id == bindparam("pool_id"), signing_keys.c.use != SAML)
    .order_by(signing_keys.c.created_at.desc())
)
A_SIGNING_KEY = (
    select(signing_keys.c.pool_id, signing_keys.c.kid, signing_keys.c.sealed_private_key)
    .where(signing_keys.c.use != SAML)
    .limit(1)
)
"""Any, of any pool."""

_ADD_KEY = insert(signing_keys)


def _pool(row: Row[Any]) -> UserPool:
    return UserPool(
        id=row.id,
        name=row.name,
        arn=row.arn,
        settings=msgspec.json.decode(row.settings, type=wire.UserPoolType),
        schema=msgspec.json.decode(row.schema, type=tuple[AttributeDefinition, ...]),
        created_at=row.created_at,
        modified_at=row.modified_at,
        web_authn=None
        if row.web_authn is None
        else msgspec.json.decode(row.web_authn, type=wire.WebAuthnConfigurationType),
        software_token_mfa=bool(row.software_token_mfa),
    )


def _values(pool: UserPool) -> dict[str, object]:
    return {
        "name": pool.name,
        "settings": msgspec.json.encode(pool.settings).decode(),
        "schema": msgspec.json.encode(pool.schema).decode(),
        "modified_at": pool.modified_at,
        "web_authn": None if pool.web_authn is None else msgspec.json.encode(pool.web_authn).decode(),
        "software_token_mfa": pool.software_token_mfa,
    }


def key_context(pool_id: str, kid: str) -> str:
    """To which a private key is sealed."""
    return f"signing_keys/{pool_id}/{kid}"


class PoolRecords(SqlBase):
    async def get_pool(self, pool_id: str) -> UserPool | None:
        return await self._setting(_GET, _pool, id=pool_id)

    async def list_pools(self, *, after: str | None, limit: int) -> list[UserPool]:
        return [_pool(row) for row in await self._rows(_LIST, after=after or "", limit=limit)]

    async def add_pool(self, pool: UserPool, keys: Sequence[SigningKey]) -> None:
        await self._change_settings(_ADD, id=pool.id, arn=pool.arn, created_at=pool.created_at, **_values(pool))
        for key in keys:
            sealed = self._sealer.seal(key.private_der, key_context(pool.id, key.kid))
            await self._run(
                _ADD_KEY,
                pool_id=pool.id,
                kid=key.kid,
                use=key.use,
                sealed_private_key=sealed,
                created_at=key.created_at,
            )

    async def replace_pool(self, pool: UserPool) -> None:
        await self._change_settings(_REPLACE, key=pool.id, **_values(pool))

    async def delete_pool(self, pool_id: str) -> None:
        await self._change_settings(_DELETE, id=pool_id)

    async def signing_keys(self, pool_id: str) -> list[SigningKey]:
        rows = await self._rows(_KEYS, pool_id=pool_id)
        if not rows:
            raise self._gone()
        return [
            SigningKey(
                pool_id=row.pool_id,
                kid=row.kid,
                use=row.use,
                private_der=self._sealer.open(row.sealed_private_key, key_context(row.pool_id, row.kid)),
                created_at=row.created_at,
            )
            for row in rows
        ]
