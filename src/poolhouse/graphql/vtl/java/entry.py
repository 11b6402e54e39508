"""One entry of a map (``Map.Entry``). It equals only itself: its value need not be one that Python can hash."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from poolhouse.graphql.utilities.java_text import java_text


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    key: Any
    value: Any

    def __str__(self) -> str:
        return f"{java_text(self.key)}={java_text(self.value)}"
