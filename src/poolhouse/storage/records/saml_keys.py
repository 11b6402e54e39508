"""Keys that sign requests to SAML providers, beside the keys of tokens."""

from __future__ import annotations

from sqlalchemy import bindparam, select

from poolhouse.model.saml_key import SamlKey
from poolhouse.storage.records.base import SqlBase
from poolhouse.storage.tables import signing_keys as table

USE = "saml"
"""In the column that says what a key is for, and as the key's id: a pool has one."""

_GET = select(table).where(table.c.pool_id == bindparam("in_pool"), table.c.kid == USE)


def _context(pool_id: str) -> str:
    return f"saml_keys/{pool_id}"


class SamlKeyRecords(SqlBase):
    async def get_saml_key(self, pool_id: str) -> SamlKey | None:
        row = await self._one(_GET, in_pool=pool_id)
        if row is None:
            return None
        private = self._sealer.open(row.sealed_private_key, _context(pool_id))
        return SamlKey(pool_id=pool_id, private_der=private, created_at=row.created_at)

    async def add_saml_key(self, key: SamlKey) -> None:
        await self._run(
            self._insert_if_absent(table),
            pool_id=key.pool_id,
            kid=USE,
            use=USE,
            sealed_private_key=self._sealer.seal(key.private_der, _context(key.pool_id)),
            created_at=key.created_at,
        )
