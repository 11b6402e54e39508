"""Messages to users."""

from __future__ import annotations

from typing import Literal, Protocol

import msgspec

Medium = Literal["EMAIL", "SMS"]


class Message(msgspec.Struct, frozen=True):
    """A code or invitation on its way to a user. ``body`` and ``subject`` may hold the code: never log them."""

    pool_id: str
    username: str
    medium: Medium
    recipient: str
    purpose: str
    subject: str
    body: str
    code: str | None


class MessageSender(Protocol):
    """Delivers messages to users."""

    async def send(self, message: Message) -> None:
        """Raises MessageNotSent when the message could not be handed over."""
        ...


class MessageNotSent(Exception):
    """The carrier refused; the text names the cause and holds neither code nor body."""


class InboxMessage(msgspec.Struct, frozen=True):
    """A message kept for reading with ``poolhouse inbox``."""

    id: int
    sent_at: float
    message: Message
