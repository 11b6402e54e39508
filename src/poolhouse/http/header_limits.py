"""Closes connections whose request headers never end; uvicorn itself sets no limit of time or size for them."""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol


def protocol_with_header_limits(*, seconds: float, size: int = 64 * 1024) -> type[asyncio.Protocol]:
    """A class for uvicorn's ``http`` setting.

    The headers of a request must be complete ``seconds`` after its first byte (the first request: after the
    connection) and must not leave more than ``size`` bytes waiting for their end.
    """

    class HeaderLimitsProtocol(HttpToolsProtocol):
        deadline: asyncio.TimerHandle | None = None
        waiting: int = 0

        def connection_made(self, transport: Any) -> None:
            super().connection_made(transport)
            self._arm()

        def data_received(self, data: bytes) -> None:
            if self.cycle is None or self.cycle.response_complete:
                self._arm()
            super().data_received(data)
            if self.deadline is not None:
                self.waiting += len(data)
                if self.waiting > size:
                    self.transport.close()

        def on_headers_complete(self) -> None:
            self._disarm()
            super().on_headers_complete()

        def connection_lost(self, exc: Exception | None) -> None:
            self._disarm()
            super().connection_lost(exc)

        def _arm(self) -> None:
            if self.deadline is None:
                self.deadline = self.loop.call_later(seconds, self.transport.close)

        def _disarm(self) -> None:
            self.waiting = 0
            if self.deadline is not None:
                self.deadline.cancel()
                self.deadline = None

    return HeaderLimitsProtocol
