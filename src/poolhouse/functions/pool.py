"""The workers of one function: started on demand, one event each, ended when idle, replaced when the code changes."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable

from poolhouse.functions.worker import Answer, Worker

#: Makes a worker that is not started yet; told what to call when it has ended.
MakeWorker = Callable[[Callable[[Worker], None]], Worker]


class LoadFailed(Exception):
    """The handler could not be loaded, or its process ended while loading."""

    def __init__(self, worker: Worker, answer: Answer) -> None:
        super().__init__("The function could not be loaded.")
        self.worker = worker
        self.answer = answer


class Pool:
    """At most ``most`` workers; an event that finds all of them busy waits. ``idle_seconds`` ends an unused one."""

    def __init__(self, make: MakeWorker, *, most: int, idle_seconds: float) -> None:
        self._loop = asyncio.get_running_loop()
        self._make = make
        self._most = most
        self._idle_seconds = idle_seconds
        self._idle: list[Worker] = []
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._workers: set[Worker] = set()
        self._collecting: set[asyncio.Task[None]] = set()
        self._sweep_timer: asyncio.TimerHandle | None = None
        self._closed = False

    async def acquire(self, request_id: str) -> Worker:
        """An idle worker with current code, or a new one. Raises LoadFailed. Give it back by :meth:`release`."""
        while True:
            worker = self.take_idle()
            if worker is not None:
                return worker
            if len(self._workers) < self._most:
                return await self._start_one(request_id)
            turn: asyncio.Future[None] = self._loop.create_future()
            self._waiting.append(turn)
            try:
                await turn
            except asyncio.CancelledError:
                if turn.done() and not turn.cancelled():
                    self._wake_next()
                else:
                    self._waiting.remove(turn)
                raise

    @property
    def empty(self) -> bool:
        """Whether no worker is left, nor anything of one."""
        return not self._workers and not self._collecting

    def take_idle(self) -> Worker | None:
        """An idle worker with current code; those with older code are ended."""
        while self._idle:
            worker = self._idle.pop()
            if worker.alive and not worker.is_stale():
                return worker
            worker.kill()
        return None

    def release(self, worker: Worker) -> None:
        if self._closed or not worker.alive:
            worker.kill()
        else:
            worker.idle_since = self._loop.time()
            self._idle.append(worker)
            if self._sweep_timer is None:
                self._sweep_timer = self._loop.call_later(self._idle_seconds, self._sweep)
            if self._waiting:
                self._wake_next()

    def retire(self) -> None:
        """End idle workers now and busy ones after their event: newer code or settings replace this pool."""
        self._closed = True
        for worker in self._idle:
            worker.kill()
        self._idle.clear()
        if self._sweep_timer is not None:
            self._sweep_timer.cancel()

    async def close(self) -> None:
        """End every worker and wait until their processes and temporary folders are gone."""
        self.retire()
        for worker in self._workers:
            worker.kill()
        while self._workers:
            gone: asyncio.Future[None] = self._loop.create_future()
            self._waiting.append(gone)
            await gone
        await asyncio.gather(*self._collecting)

    async def _start_one(self, request_id: str) -> Worker:
        worker = self._make(self._ended)
        self._workers.add(worker)
        failure = await worker.load(request_id)
        if failure is not None:
            raise LoadFailed(worker, failure)
        return worker

    def _ended(self, worker: Worker) -> None:
        self._workers.discard(worker)
        collecting = self._loop.create_task(worker.collect())
        self._collecting.add(collecting)
        collecting.add_done_callback(self._collecting.discard)
        self._wake_next()

    def _wake_next(self) -> None:
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                return

    def _sweep(self) -> None:
        oldest_allowed = self._loop.time() - self._idle_seconds
        for worker in self._idle:
            if worker.idle_since <= oldest_allowed:
                worker.kill()
        self._idle = [worker for worker in self._idle if worker.alive]
        self._sweep_timer = self._loop.call_later(self._idle_seconds, self._sweep) if self._idle else None
