"""What providers publish, kept for a while."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from poolhouse.ports import Clock

MOST_KEPT = 1000
T = TypeVar("T")


class Cached(Generic[T]):
    """Values by address, fetched anew after ``seconds``. What cannot be fetched is not remembered."""

    def __init__(self, clock: Clock, seconds: float, fetch: Callable[[str], Awaitable[T]]) -> None:
        self._clock = clock
        self._seconds = seconds
        self._fetch = fetch
        self._kept: dict[str, tuple[float, T]] = {}

    async def get(self, address: str, *, older_than: float | None = None) -> T:
        """``older_than``: seconds after which a kept value is too old for this caller. Raises what ``fetch`` raises."""
        now, limit = self._clock.now(), self._seconds if older_than is None else older_than
        kept = self._kept.get(address)
        if kept is not None and now - kept[0] < limit:
            return kept[1]
        value = await self._fetch(address)
        while len(self._kept) >= MOST_KEPT:
            del self._kept[next(iter(self._kept))]
        self._kept[address] = (now, value)
        return value
