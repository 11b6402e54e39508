"""What ends sessions early: keys used once, revoked sessions, rotated refresh tokens."""

from __future__ import annotations

from sqlalchemy import and_, bindparam, delete, select

from poolhouse.model.user import SignInFailures
from poolhouse.storage.records.base import SqlBase
from poolhouse.storage.tables import EXPIRING, claimed_keys, revoked_sessions, rotated_tokens, sign_in_failures

_IS_REVOKED = select(revoked_sessions.c.origin_jti).where(revoked_sessions.c.origin_jti == bindparam("key"))
_ROTATED_AT = select(rotated_tokens.c.rotated_at).where(rotated_tokens.c.token_id == bindparam("key"))
_FAILURES_OF = and_(
    sign_in_failures.c.pool_id == bindparam("in_pool"), sign_in_failures.c.subject == bindparam("of_subject")
)
_GET_FAILURES = select(sign_in_failures.c.count.label("failures"), sign_in_failures.c.last_at).where(_FAILURES_OF)
_CLEAR_FAILURES = delete(sign_in_failures).where(_FAILURES_OF)
_PURGE = tuple(delete(table).where(table.c.expires_at < bindparam("now")) for table in EXPIRING)


class SessionRecords(SqlBase):
    async def get_failures(self, pool_id: str, subject: str) -> SignInFailures:
        row = await self._one(_GET_FAILURES, in_pool=pool_id, of_subject=subject)
        return SignInFailures() if row is None else SignInFailures(row.failures, row.last_at)

    async def put_failures(self, pool_id: str, subject: str, failures: SignInFailures, *, expires_at: float) -> None:
        await self._run(
            self._insert_or_update(sign_in_failures, ("pool_id", "subject"), ("count", "last_at", "expires_at")),
            pool_id=pool_id,
            subject=subject,
            count=failures.count,
            last_at=failures.last_at,
            expires_at=expires_at,
        )

    async def clear_failures(self, pool_id: str, subject: str) -> None:
        await self._run(_CLEAR_FAILURES, in_pool=pool_id, of_subject=subject)

    async def claim_once(self, key: str, *, expires_at: float) -> bool:
        statement = self._insert_if_absent(claimed_keys)
        return await self._run(statement, key=key, expires_at=expires_at) == 1

    async def revoke_session(self, origin_jti: str, *, expires_at: float) -> None:
        statement = self._insert_if_absent(revoked_sessions)
        await self._run(statement, origin_jti=origin_jti, expires_at=expires_at)

    async def is_revoked(self, origin_jti: str) -> bool:
        return bool(await self._rows(_IS_REVOKED, key=origin_jti))

    async def rotated_at(self, token_id: str) -> float | None:
        rows = await self._rows(_ROTATED_AT, key=token_id)
        return float(rows[0][0]) if rows else None

    async def rotate(self, token_id: str, *, now: float, expires_at: float) -> float | None:
        statement = self._insert_if_absent(rotated_tokens)
        first = await self._run(statement, token_id=token_id, rotated_at=now, expires_at=expires_at)
        return None if first else await self.rotated_at(token_id)

    async def purge_expired(self, *, now: float) -> int:
        """Forget what has expired; returns how many rows went."""
        return sum([await self._run(statement, now=now) for statement in _PURGE])
