"""The last lines that functions wrote, in memory, for whoever watches (``poolhouse sandbox``)."""

from __future__ import annotations

from collections import deque
from itertools import islice

import msgspec

KEPT_LINES = 2000
LINES_PER_PAGE = 500
LONGEST_LINE = 4096


class FunctionLine(msgspec.Struct, frozen=True):
    """``request_id`` is empty while the function is being loaded. ``number`` counts up from 1."""

    number: int
    function: str
    request_id: str
    text: str


class RecentLines:
    """Bounded; older lines make room."""

    def __init__(self) -> None:
        self._lines: deque[FunctionLine] = deque(maxlen=KEPT_LINES)
        self._count = 0

    def add(self, function: str, request_id: str, text: str) -> None:
        self._count += 1
        self._lines.append(FunctionLine(self._count, function, request_id, text[:LONGEST_LINE]))

    def after(self, number: int) -> list[FunctionLine]:
        """The lines that followed, oldest first, at most LINES_PER_PAGE."""
        return list(islice((line for line in self._lines if line.number > number), LINES_PER_PAGE))
