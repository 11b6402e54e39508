"""One entry of a map (``Map.Entry``). It equals only itself: its value need not be one that Python can hash."""

from __future__ import annotations

from typing import Any

import msgspec

from poolhouse.graphql.utilities.java_text import java_text


class Entry(msgspec.Struct, frozen=True, eq=False):
    key: Any
    value: Any

    def __str__(self) -> str:
        return f"{java_text(self.key)}={java_text(self.value)}"
