"""What goes over a worker's socket, in both directions.

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

import msgspec

EVENT = 0
READY = 1
LOADED = 2
RESULT = 3
FAILURE = 4
LAST_WORDS = 5

#: Bytes of a synchronous answer, as Lambda's own error text prints it.
LARGEST_ANSWER = 6291556
_LENGTH, _KIND, _MEMORY = 4, 1, 4
# An error document may repeat a long message; the answer's bound plus the frame's own fields is enough for all kinds.
_LARGEST_FRAME = LARGEST_ANSWER + _KIND + _MEMORY


class FrameTooLarge(Exception):
    """The worker announced more than any honest answer can have."""


class _Head(msgspec.Struct, rename="camel"):
    id: str
    arn: str
    remaining_ms: int


def encode_event(request_id: str, arn: str, remaining_ms: int, payload: bytes) -> bytes:
    head = msgspec.json.encode(_Head(request_id, arn, remaining_ms))
    length = _KIND + 2 + len(head) + len(payload)
    return b"".join((length.to_bytes(4, "big"), b"\0", len(head).to_bytes(2, "big"), head, payload))


class FrameReader:
    """Collects bytes into frames; holds at most one frame of the largest size."""

    def __init__(self) -> None:
        self._pending = bytearray()

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
