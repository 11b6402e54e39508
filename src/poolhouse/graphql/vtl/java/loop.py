"""Where a ``#foreach`` is: ``$foreach``."""

from __future__ import annotations

import msgspec


class Loop(msgspec.Struct, frozen=True):
    index: int
    length: int
    parent: Loop | None

    @property
    def count(self) -> int:
        return self.index + 1

    @property
    def first(self) -> bool:
        return self.index == 0

    @property
    def last(self) -> bool:
        return self.index + 1 == self.length

    @property
    def has_next(self) -> bool:
        return not self.last
