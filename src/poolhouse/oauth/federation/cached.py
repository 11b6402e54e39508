"""What providers publish, kept for a while."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from poolhouse.oauth.federation.failures import FederationFailed
from poolhouse.ports import Clock

MOST_KEPT = 1000
FAILED_SECONDS = 5.0
"""A provider that is down is left alone so long: otherwise everybody who comes would wait for it anew."""

T = TypeVar("T")
V = TypeVar("V")


class Cached(Generic[T]):
    """Values by address, fetched anew after ``seconds``, or after five where ``fetch`` raised FederationFailed."""

    def __init__(self, clock: Clock, seconds: float, fetch: Callable[[str], Awaitable[T]]) -> None:
        self._clock = clock
        self._seconds = seconds
        self._fetch = fetch
        self._kept: dict[str, tuple[float, T]] = {}
        self._failed: dict[str, tuple[float, FederationFailed]] = {}

    async def get(self, address: str, *, older_than: float | None = None) -> T:
        """``older_than``: seconds after which a kept value is too old for this caller. Raises what ``fetch`` raises."""
        now, limit = self._clock.now(), self._seconds if older_than is None else older_than
        kept = self._kept.get(address)
        if kept is not None and now - kept[0] < limit:
            return kept[1]
        failed = self._failed.get(address)
        if failed is not None and now - failed[0] < FAILED_SECONDS:
            raise _again(failed[1])
        try:
            value = await self._fetch(address)
        except FederationFailed as failure:
            # From its end: whoever waited for a slow provider has waited long enough.
            _keep(self._failed, address, (self._clock.now(), _again(failure)))
            raise
        self._failed.pop(address, None)
        _keep(self._kept, address, (now, value))
        return value


def _keep(values: dict[str, V], address: str, value: V) -> None:
    values.pop(address, None)
    while len(values) >= MOST_KEPT:
        del values[next(iter(values))]
    values[address] = value


def _again(failure: FederationFailed) -> FederationFailed:
    """Without the frames of the call that failed."""
    return FederationFailed(failure.description, failure.hint, code=failure.code)
