"""Time and chance."""

from __future__ import annotations

from typing import Protocol


class Clock(Protocol):
    """Wall-clock time."""

    def now(self) -> float:
        """Seconds since the Unix epoch, with a fraction."""
        ...


class Entropy(Protocol):
    """Unpredictable bytes and identifiers."""

    def token_bytes(self, count: int) -> bytes: ...

    def uuid(self) -> str:
        """A random UUID (RFC 9562 version 4) in its canonical text form."""
        ...
