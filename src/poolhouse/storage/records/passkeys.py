"""Passkeys of users."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Row, and_, bindparam, delete, select, update

from poolhouse.model.passkey import WebAuthnCredential
from poolhouse.ports import NameTaken
from poolhouse.storage.records.base import SqlBase, page
from poolhouse.storage.tables import passkeys as table

_transports = msgspec.json.Decoder(tuple[str, ...]).decode

_THIS = and_(table.c.pool_id == bindparam("in_pool"), table.c.id == bindparam("of_id"))
_GET = select(table).where(_THIS)
_LIST = page(table, table.c.id, and_(table.c.pool_id == bindparam("in_pool"), table.c.sub == bindparam("user")))
_REPLACE = update(table).where(_THIS).values(sign_count=bindparam("sign_count"))
_DELETE = delete(table).where(_THIS)


def _passkey(row: Row[Any]) -> WebAuthnCredential:
    return WebAuthnCredential(
        pool_id=row.pool_id,
        sub=row.sub,
        id=row.id,
        public_key=row.public_key,
        sign_count=row.sign_count,
        name=row.name,
        rp_id=row.rp_id,
        transports=_transports(row.transports),
        attachment=row.attachment,
        created_at=row.created_at,
    )


class PasskeyRecords(SqlBase):
    async def get_passkey(self, pool_id: str, passkey_id: str) -> WebAuthnCredential | None:
        row = await self._one(_GET, in_pool=pool_id, of_id=passkey_id)
        return None if row is None else _passkey(row)

    async def list_passkeys(self, pool_id: str, sub: str, *, after: str | None, limit: int) -> list[WebAuthnCredential]:
        rows = await self._rows(_LIST, in_pool=pool_id, user=sub, after=after or "", limit=limit)
        return [_passkey(row) for row in rows]

    async def add_passkey(self, passkey: WebAuthnCredential) -> None:
        added = await self._run(
            self._insert_if_absent(table),
            pool_id=passkey.pool_id,
            sub=passkey.sub,
            id=passkey.id,
            public_key=passkey.public_key,
            sign_count=passkey.sign_count,
            name=passkey.name,
            rp_id=passkey.rp_id,
            transports=msgspec.json.encode(passkey.transports).decode(),
            attachment=passkey.attachment,
            created_at=passkey.created_at,
        )
        if not added:
            raise NameTaken("passkey")

    async def count_passkey(self, pool_id: str, passkey_id: str, sign_count: int) -> None:
        await self._run(_REPLACE, in_pool=pool_id, of_id=passkey_id, sign_count=sign_count)

    async def delete_passkey(self, pool_id: str, passkey_id: str) -> None:
        await self._run(_DELETE, in_pool=pool_id, of_id=passkey_id)
