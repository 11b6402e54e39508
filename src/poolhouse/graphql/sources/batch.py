"""BatchInvoke: the calls of the same step of the same field in one request, gathered into one.

A run takes its seat when its field begins, before any of its siblings has had a turn; the batch leaves when everyone
with a seat has either handed in a payload or left. So what is gathered does not depend on timing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

Send = Callable[[list[Any]], Awaitable[list[Any]]]
"""Takes payloads, answers as many results in the same order; an exception is every caller's."""


class Seat:
    """A place in a batch. :meth:`leave` may be called at any time, also after :meth:`call`."""

    def __init__(self, batch: Batch) -> None:
        self._batch = batch
        self._open = True

    async def call(self, payload: Any, send: Send) -> Any:
        """The result of this payload. Raises what ``send`` raises."""
        self._open = False
        return await self._batch.add(payload, send)

    async def leave(self) -> None:
        if self._open:
            self._open = False
            await self._batch.one_less()


class Batch:
    """``size``: no more payloads than this in one call."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._awaited = 0
        self._waiting: list[tuple[Any, asyncio.Future[Any]]] = []
        self._send: Send | None = None

    def seat(self) -> Seat:
        self._awaited += 1
        return Seat(self)

    async def add(self, payload: Any, send: Send) -> Any:
        result: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting.append((payload, result))
        self._send = send
        await self.one_less()
        return await result

    async def one_less(self) -> None:
        self._awaited -= 1
        if self._waiting and (self._awaited == 0 or len(self._waiting) >= self._size):
            await self._leave()

    async def _leave(self) -> None:
        waiting, self._waiting = self._waiting, []
        assert self._send is not None
        try:
            results = await self._send([payload for payload, _ in waiting])
        except BaseException as failure:
            for _, result in waiting:
                if not result.done():
                    _fail(result, failure)
            if not isinstance(failure, Exception):
                raise
            return
        for (_, result), value in zip(waiting, results, strict=True):
            if not result.done():
                result.set_result(value)


def _fail(result: asyncio.Future[Any], failure: BaseException) -> None:
    if isinstance(failure, asyncio.CancelledError):
        result.cancel()
    else:
        result.set_exception(failure)
