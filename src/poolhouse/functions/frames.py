"""What goes over a worker's two pipes: events to it, answers from it.

Frame: length of the rest (4 bytes, big endian), kind (1 byte), body. To the worker: kind ``EVENT``, body = length of
the head (2 bytes), head = request id, ARN and remaining milliseconds with a blank between them, then the payload as it
came.
From the worker:

    READY    empty body: the handler is loaded
    LOADED   JSON ``[[path, size, modified in nanoseconds as text], …]``: files that the function imported
    RESULT   peak memory in KiB (4 bytes), then the answer as JSON
    FAILURE  peak memory in KiB (4 bytes), then Lambda's error document
    LAST_WORDS  the same, from a worker that ends itself next
"""

from __future__ import annotations

import os
import struct
from pathlib import Path

import msgspec

EVENT = 0
READY = 1
LOADED = 2
RESULT = 3
FAILURE = 4
LAST_WORDS = 5

WHILE_LOADING = frozenset({READY, LOADED, LAST_WORDS})
DURING_A_CALL = frozenset({LOADED, RESULT, FAILURE, LAST_WORDS})

#: Bytes of a synchronous answer, as Lambda's own error text prints it.
LARGEST_ANSWER = 6291556
_LENGTH, _KIND, _MEMORY = 4, 1, 4
# An error document may repeat a long message; the answer's bound plus the frame's own fields is enough for all kinds.
_LARGEST_FRAME = LARGEST_ANSWER + _KIND + _MEMORY


class FrameTooLarge(Exception):
    """The worker announced more than any honest answer can have."""


class BadFrame(Exception):
    """Not a frame of this protocol, or not at this time."""


_loaded_files = msgspec.json.Decoder(list[tuple[str, int, str]])


_frame_start = struct.Struct(">IB")
_event_start = struct.Struct(">IBH")


def encode_event(request_id: str, arn: str, remaining_ms: int, payload: bytes) -> bytes:
    head = f"{request_id} {arn} {remaining_ms}".encode()
    return b"".join((_event_start.pack(_KIND + 2 + len(head) + len(payload), EVENT, len(head)), head, payload))


def decode_loaded(body: bytes) -> list[tuple[Path, tuple[int, int]]]:
    """Each file's path with its size and its time of change in nanoseconds. Raises BadFrame."""
    try:
        files = [(Path(path), (size, int(modified))) for path, size, modified in _loaded_files.decode(body)]
        for path, _ in files:
            # Refuses, too, what no file system call takes: a NUL, or text that is not Unicode.
            if b"\0" in os.fsencode(path) or ".." in path.parts:
                raise BadFrame
    except ValueError as error:
        raise BadFrame from error
    return files


def decode_answer(body: bytes) -> tuple[int, bytes]:
    """Peak memory in KiB and the document. Raises BadFrame."""
    if len(body) <= _MEMORY:
        raise BadFrame
    return int.from_bytes(body[:_MEMORY], "big"), body[_MEMORY:]


class FrameReader:
    """Collects bytes into frames; holds at most one frame of the largest size."""

    def __init__(self) -> None:
        self._pending = bytearray()

    @property
    def unfinished(self) -> bool:
        """Whether a frame has begun and not ended."""
        return bool(self._pending)

    def feed(self, data: bytes) -> list[tuple[int, bytes]]:
        """The frames completed by ``data`` as ``(kind, body)``. Raises FrameTooLarge."""
        # Nearly always: one frame and nothing else.
        if not self._pending and len(data) > _LENGTH:
            length, kind = _frame_start.unpack_from(data)
            if length == len(data) - _LENGTH <= _LARGEST_FRAME:
                return [(kind, data[_LENGTH + _KIND :])]
        if self._pending:
            self._pending += data
            frames, end = _complete(self._pending)
            del self._pending[:end]
        else:
            frames, end = _complete(data)
            self._pending += data[end:]
        return frames


def _complete(data: bytes | bytearray) -> tuple[list[tuple[int, bytes]], int]:
    """The frames that ``data`` begins with, and where they end. Raises FrameTooLarge."""
    frames = []
    start = 0
    while len(data) - start > _LENGTH:
        length, kind = _frame_start.unpack_from(data, start)
        if not _KIND <= length <= _LARGEST_FRAME:
            raise FrameTooLarge
        end = start + _LENGTH + length
        if len(data) < end:
            break
        frames.append((kind, bytes(data[start + _LENGTH + _KIND : end])))
        start = end
    return frames, start
