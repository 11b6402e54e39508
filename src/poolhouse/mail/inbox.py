"""The default carrier: messages wait in the database, sealed, for ``poolhouse inbox``."""

from __future__ import annotations

import logging

from poolhouse.model.masking import masked
from poolhouse.ports import Clock, Message, Store

_log = logging.getLogger(__name__)


class Inbox:
    """A :class:`poolhouse.ports.MessageSender`."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def send(self, message: Message) -> None:
        async with self._store.write() as records:
            await records.add_message(message, now=self._clock.now())
        attribute = "phone_number" if message.medium == "SMS" else "email"
        recipient = masked(attribute, message.recipient)
        _log.info("%s for %s is in the inbox; read it with: poolhouse inbox", message.purpose, recipient)
