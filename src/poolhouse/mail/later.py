"""Messages that go out once the answer has been given: how long a carrier takes must not tell who exists."""

from __future__ import annotations

import asyncio
import logging

from poolhouse.ports import Message, MessageNotSent, MessageSender

_log = logging.getLogger(__name__)


class LaterSender:
    """A :class:`poolhouse.ports.MessageSender` that never fails; what its carrier refuses is in the log."""

    def __init__(self, carrier: MessageSender) -> None:
        self._carrier = carrier
        self._under_way: set[asyncio.Task[None]] = set()

    async def send(self, message: Message) -> None:
        task = asyncio.create_task(self._send(message))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def close(self) -> None:
        """Waits for what is under way."""
        await asyncio.gather(*self._under_way)

    async def _send(self, message: Message) -> None:
        try:
            await self._carrier.send(message)
        except MessageNotSent as refusal:
            _log.warning("%s was not sent: %s", message.purpose, refusal)
        except Exception as error:
            # Its text may quote the message.
            _log.error("%s was not sent: %s", message.purpose, type(error).__name__)
