"""What ends sessions early: keys used once, revoked sessions, rotated refresh tokens."""

from __future__ import annotations

from sqlalchemy import bindparam, delete, select

from poolhouse.storage.records.base import SqlBase
from poolhouse.storage.tables import EXPIRING, claimed_keys, revoked_sessions, rotated_tokens

_IS_REVOKED = select(revoked_sessions.c.origin_jti).where(revoked_sessions.c.origin_jti == bindparam("key"))
_ROTATED_AT = select(rotated_tokens.c.rotated_at).where(rotated_tokens.c.token_id == bindparam("key"))
_PURGE = tuple(delete(table).where(table.c.expires_at < bindparam("now")) for table in EXPIRING)


class SessionRecords(SqlBase):
    async def claim_once(self, key: str, *, expires_at: float) -> bool:
        statement = self._insert(claimed_keys).on_conflict_do_nothing()
        return await self._run(statement, key=key, expires_at=expires_at) == 1

    async def revoke_session(self, origin_jti: str, *, expires_at: float) -> None:
        statement = self._insert(revoked_sessions).on_conflict_do_nothing()
        await self._run(statement, origin_jti=origin_jti, expires_at=expires_at)

    async def is_revoked(self, origin_jti: str) -> bool:
        return bool(await self._rows(_IS_REVOKED, key=origin_jti))

    async def rotate(self, token_id: str, *, now: float, expires_at: float) -> float:
        statement = self._insert(rotated_tokens).on_conflict_do_nothing()
        await self._run(statement, token_id=token_id, rotated_at=now, expires_at=expires_at)
        return float((await self._rows(_ROTATED_AT, key=token_id))[0][0])

    async def purge_expired(self, *, now: float) -> int:
        """Forget what has expired; returns how many rows went."""
        return sum([await self._run(statement, now=now) for statement in _PURGE])
