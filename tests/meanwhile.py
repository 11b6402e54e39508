"""What another request does while one is being answered: right before the n-th transaction of that one begins."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

from poolhouse.ports import Records, Store

Act = Callable[[], Awaitable[Any]]


class Cue:
    """``act`` is done before the ``step``-th transaction, counted from 1; ``came`` says whether there was one."""

    def __init__(self, step: int, act: Act) -> None:
        self.came = False
        self._left = step
        self._act = act

    async def begins(self) -> None:
        self._left -= 1
        if self._left == 0:
            await self._act()
            self.came = True


@contextmanager
def meanwhile(store: Store, step: int, act: Act) -> Iterator[Cue]:
    """The store's transactions count as long as the block runs, with those of ``act`` after the one it comes before."""
    cue, read, write = Cue(step, act), store.read, store.write

    @asynccontextmanager
    async def reading() -> AsyncIterator[Records]:
        await cue.begins()
        async with read() as records:
            yield records

    @asynccontextmanager
    async def writing(*, fleeting: bool = False) -> AsyncIterator[Records]:
        await cue.begins()
        async with write(fleeting=fleeting) as records:
            yield records

    vars(store).update(read=reading, write=writing)
    try:
        yield cue
    finally:
        del vars(store)["read"], vars(store)["write"]
