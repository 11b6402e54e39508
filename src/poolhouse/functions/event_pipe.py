"""The server's end of the pipe that takes events to a worker."""

from __future__ import annotations

import asyncio
import os


class EventPipe:
    """Sends without waiting: what the pipe has no room for follows as the worker reads. Owns ``descriptor``."""

    def __init__(self, loop: asyncio.AbstractEventLoop, descriptor: int) -> None:
        os.set_blocking(descriptor, False)
        self._loop = loop
        self._descriptor = descriptor
        self._unsent = bytearray()

    def send(self, data: bytes) -> None:
        if self._unsent:
            self._unsent += data
            return
        written = self._write(data)
        if written < len(data):
            self._unsent += memoryview(data)[written:]
            self._loop.add_writer(self._descriptor, self._send_rest)

    def close(self) -> None:
        self._loop.remove_writer(self._descriptor)
        os.close(self._descriptor)

    def _send_rest(self) -> None:
        del self._unsent[: self._write(self._unsent)]
        if not self._unsent:
            self._loop.remove_writer(self._descriptor)

    def _write(self, data: bytes | bytearray) -> int:
        try:
            return os.write(self._descriptor, data)
        except BlockingIOError:
            return 0
        except BrokenPipeError:
            # The worker has ended, as its status tells.
            return len(data)
