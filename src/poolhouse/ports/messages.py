"""Messages to users."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

Medium = Literal["EMAIL", "SMS"]


@dataclass(frozen=True, slots=True)
class Message:
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


@dataclass(frozen=True, slots=True)
class InboxMessage:
    """A message kept for reading with ``poolhouse inbox``."""

    id: int
    sent_at: float
    message: Message
