"""Access keys for the AWS APIs."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, bindparam, delete, insert, select

from poolhouse.ports import AccessKey
from poolhouse.storage.records.base import SqlBase
from poolhouse.storage.tables import access_keys

_GET = select(access_keys).where(access_keys.c.id == bindparam("id"))
_LIST = select(access_keys).order_by(access_keys.c.created_at)
_ADD = insert(access_keys)
_DELETE = delete(access_keys).where(access_keys.c.id == bindparam("id"))


def _context(key_id: str) -> str:
    return f"access_keys/{key_id}"


class AccessKeyRecords(SqlBase):
    async def add_access_key(self, key: AccessKey) -> None:
        sealed = self._sealer.seal(key.secret.encode(), _context(key.id))
        await self._run(_ADD, id=key.id, sealed_secret=sealed, note=key.note, created_at=key.created_at)

    async def get_access_key(self, key_id: str) -> AccessKey | None:
        row = await self._one(_GET, id=key_id)
        return None if row is None else self._key(row)

    async def list_access_keys(self) -> list[AccessKey]:
        return [self._key(row) for row in await self._rows(_LIST)]

    async def delete_access_key(self, key_id: str) -> bool:
        return await self._run(_DELETE, id=key_id) == 1

    def _key(self, row: Row[Any]) -> AccessKey:
        secret = self._sealer.open(row.sealed_secret, _context(row.id)).decode()
        return AccessKey(row.id, secret, row.note, row.created_at)
