"""What goes over a worker's two pipes: events to it, answers from it.

Frame: length of the rest (4 bytes, big endian), kind (1 byte), body. To the worker: kind ``EVENT``, body = length of
the head (2 bytes), head as JSON ``{"id", "arn", "remainingMs"}``, then the payload's bytes as they came.
From the worker:

    READY    empty body: the handler is loaded
    LOADED   JSON ``[[path, size, modified in nanoseconds as text], …]``: files that the function imported
    RESULT   peak memory in KiB (4 bytes), then the answer as JSON
    FAILURE  peak memory in KiB (4 bytes), then Lambda's error document
    LAST_WORDS  the same, from a worker that ends itself next
"""

from __future__ import annotations

import os
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


class _Head(msgspec.Struct, rename="camel"):
    id: str
    arn: str
    remaining_ms: int


def encode_event(request_id: str, arn: str, remaining_ms: int, payload: bytes) -> bytes:
    head = msgspec.json.encode(_Head(request_id, arn, remaining_ms))
    length = _KIND + 2 + len(head) + len(payload)
    return b"".join((length.to_bytes(4, "big"), b"\0", len(head).to_bytes(2, "big"), head, payload))


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
        pending = self._pending
        pending += data
        frames = []
        start = 0
        while len(pending) - start > _LENGTH:
            length = int.from_bytes(pending[start : start + _LENGTH], "big")
            if not _KIND <= length <= _LARGEST_FRAME:
                raise FrameTooLarge
            end = start + _LENGTH + length
            if len(pending) < end:
                break
            frames.append((pending[start + _LENGTH], bytes(pending[start + _LENGTH + _KIND : end])))
            start = end
        if start:
            del pending[:start]
        return frames
