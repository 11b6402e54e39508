"""What a function writes: handed on line by line while it runs, and its end kept for the answer."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial

#: ``(function name, request id, line without its end)``; the request id is empty while the function is being loaded.
LogSink = Callable[[str, str, str], None]

TAIL_BYTES = 4096
_LINES_PER_CALL = 1000
_BYTES_PER_CALL = 256 * 1024
_LONGEST_LINE = 16 * 1024


class LogCapture:
    """The log of one worker, one call after the other. Memory stays bounded whatever is written."""

    def __init__(self, function_name: str, memory_mib: int, sink: LogSink | None) -> None:
        self._function_name = function_name
        self._memory_mib = memory_mib
        self._sink = sink
        self._request_id = ""
        self._tail = bytearray()
        self._unfinished = bytearray()
        self._lines = 0
        #: Bytes written since the call began.
        self.written = 0

    def begin(self, request_id: str) -> None:
        self._flush_unfinished()
        self._request_id = request_id
        self._lines = 0
        self.written = 0

    def feed(self, data: bytes) -> None:
        self.written += len(data)
        self._tail += data[-TAIL_BYTES:]
        if len(self._tail) > 2 * TAIL_BYTES:
            del self._tail[:-TAIL_BYTES]
        if self._sink is not None and self._lines < _LINES_PER_CALL:
            self._split(data)

    def end(self, duration_ms: float, peak_memory_kib: int, remark: str = "") -> Callable[[], bytes]:
        """The call's tail, with the lines that Lambda adds. ``remark`` is a line of its own before them."""
        self._flush_unfinished()
        written, self._tail = self._tail, bytearray()
        request_id, self._request_id = self._request_id, ""
        return partial(_tail, written, request_id, duration_ms, peak_memory_kib, self._memory_mib, remark)

    def _split(self, data: bytes) -> None:
        self._unfinished += data
        if self.written > _BYTES_PER_CALL:
            self._lines = _LINES_PER_CALL
        *lines, rest = self._unfinished.split(b"\n", _LINES_PER_CALL - self._lines)
        for line in lines:
            self._hand_on(line)
        self._lines += len(lines)
        self._unfinished = bytearray(rest)
        if self._lines >= _LINES_PER_CALL:
            self._unfinished.clear()
            self._hand_on(b"(more was written; it is not passed on)")
        elif len(rest) > _LONGEST_LINE:
            self._flush_unfinished()

    def _flush_unfinished(self) -> None:
        if self._unfinished:
            self._hand_on(self._unfinished)
            self._unfinished = bytearray()

    def _hand_on(self, line: bytes | bytearray) -> None:
        if self._sink is not None:
            self._sink(self._function_name, self._request_id, line.decode(errors="replace"))


def _tail(
    written: bytearray, request_id: str, duration_ms: float, peak_memory_kib: int, memory_mib: int, remark: str
) -> bytes:
    end_of_line = b"" if not written or written.endswith(b"\n") else b"\n"
    opening = f"START RequestId: {request_id} Version: $LATEST\n".encode()
    closing = (
        f"{remark}END RequestId: {request_id}\n"
        f"REPORT RequestId: {request_id}\tDuration: {duration_ms:.2f} ms\t"
        f"Billed Duration: {math.ceil(duration_ms)} ms\tMemory Size: {memory_mib} MB\t"
        f"Max Memory Used: {peak_memory_kib // 1024} MB\t\n"
    ).encode()
    room = TAIL_BYTES - len(opening) - len(closing)
    return opening + (written + end_of_line)[-room:] + closing
