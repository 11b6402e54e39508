"""Signed-in browsers and authorization codes."""

from __future__ import annotations

from sqlalchemy import bindparam, delete, select, update

from poolhouse.model.browser_session import BrowserSession, StoredCode
from poolhouse.storage.records.base import SqlBase
from poolhouse.storage.tables import authorization_codes as codes
from poolhouse.storage.tables import browser_sessions as sessions

_GET_SESSION = select(sessions).where(sessions.c.digest == bindparam("key"))
_DELETE_SESSION = delete(sessions).where(sessions.c.digest == bindparam("key"))
_GET_CODE = select(codes).where(codes.c.digest == bindparam("key"))
_USE_CODE = update(codes).where(codes.c.digest == bindparam("key")).values(used=True)


def _context(digest: bytes) -> str:
    return f"authorization_codes/{digest.hex()}"


class BrowserSessionRecords(SqlBase):
    async def get_browser_session(self, digest: bytes) -> BrowserSession | None:
        row = await self._one(_GET_SESSION, key=digest)
        return None if row is None else BrowserSession(**row._asdict())

    async def add_browser_session(self, session: BrowserSession) -> None:
        await self._run(
            self._insert_if_absent(sessions),
            **{name: getattr(session, name) for name in session.__struct_fields__},
        )

    async def delete_browser_session(self, digest: bytes) -> None:
        await self._run(_DELETE_SESSION, key=digest)

    async def get_authorization_code(self, digest: bytes) -> StoredCode | None:
        row = await self._one(_GET_CODE, key=digest)
        if row is None:
            return None
        document = self._sealer.open(row.sealed_document, _context(digest))
        return StoredCode(
            digest=digest, pool_id=row.pool_id, document=document, used=bool(row.used), expires_at=row.expires_at
        )

    async def add_authorization_code(self, code: StoredCode) -> None:
        await self._run(
            self._insert_if_absent(codes),
            digest=code.digest,
            pool_id=code.pool_id,
            sealed_document=self._sealer.seal(code.document, _context(code.digest)),
            used=code.used,
            expires_at=code.expires_at,
        )

    async def use_authorization_code(self, digest: bytes) -> None:
        await self._run(_USE_CODE, key=digest)
