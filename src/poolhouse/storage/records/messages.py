"""The inbox: messages to users, sealed, for reading with ``poolhouse inbox``."""

from __future__ import annotations

import msgspec
from sqlalchemy import bindparam, insert, select

from poolhouse.ports import InboxMessage, Message
from poolhouse.storage.records.base import SqlBase
from poolhouse.storage.tables import messages

_decode = msgspec.msgpack.Decoder(Message).decode

_ADD = insert(messages)
_LIST = select(messages).where(messages.c.id > bindparam("after")).order_by(messages.c.id).limit(bindparam("limit"))


def _context(pool_id: str) -> str:
    return f"messages/{pool_id}"


class MessageRecords(SqlBase):
    async def add_message(self, message: Message, *, now: float) -> None:
        sealed = self._sealer.seal(msgspec.msgpack.encode(message), _context(message.pool_id))
        await self._run(_ADD, pool_id=message.pool_id, sealed_message=sealed, sent_at=now)

    async def list_messages(self, *, after: int, limit: int) -> list[InboxMessage]:
        return [
            InboxMessage(row.id, row.sent_at, _decode(self._sealer.open(row.sealed_message, _context(row.pool_id))))
            for row in await self._rows(_LIST, after=after, limit=limit)
        ]
