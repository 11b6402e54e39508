"""Verification codes, as keyed hashes, and counters of attempts."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, bindparam, case, delete, select

from poolhouse.ports import CodeRecord
from poolhouse.storage.records.base import SqlBase
from poolhouse.storage.tables import attempts, codes

_THIS = and_(
    codes.c.pool_id == bindparam("in_pool"), codes.c.sub == bindparam("user"), codes.c.purpose == bindparam("what")
)
_GET = select(codes).where(_THIS)
_DELETE = delete(codes).where(_THIS)
_CHANGING = ("digest", "attribute", "destination", "expires_at")


class CodeRecords(SqlBase):
    async def get_code(self, pool_id: str, sub: str, purpose: str) -> CodeRecord | None:
        row = await self._one(_GET, in_pool=pool_id, user=sub, what=purpose)
        return None if row is None else CodeRecord(**row._asdict())

    async def put_code(self, code: CodeRecord) -> None:
        await self._run(
            self._insert_or_update(codes, ("pool_id", "sub", "purpose"), _CHANGING),
            **{name: getattr(code, name) for name in ("pool_id", "sub", "purpose", *_CHANGING)},
        )

    async def delete_code(self, pool_id: str, sub: str, purpose: str) -> None:
        await self._run(_DELETE, in_pool=pool_id, user=sub, what=purpose)

    async def count_attempt(self, pool_id: str, subject: str, action: str, *, now: float, window: float) -> int:
        rows = await self._rows(
            self._built_once(attempts, "count", _counting),
            pool_id=pool_id,
            subject=subject,
            action=action,
            started_at=now,
            count=1,
            expires_at=now + window,
        )
        return int(rows[0][0])


def _counting(insert: Any) -> Any:
    """One more in the running window, or the first of a new one."""
    over = attempts.c.expires_at <= insert.excluded.started_at
    return insert.on_conflict_do_update(
        index_elements=["pool_id", "subject", "action"],
        set_={
            "count": case((over, 1), else_=attempts.c.count + 1),
            "started_at": case((over, insert.excluded.started_at), else_=attempts.c.started_at),
            "expires_at": case((over, insert.excluded.expires_at), else_=attempts.c.expires_at),
        },
    ).returning(attempts.c.count)
