"""Values written in the template."""

from __future__ import annotations

from typing import Any

import msgspec

from poolhouse.graphql.utilities.errors import TemplateFailure
from poolhouse.graphql.utilities.limits import MAX_ITEMS
from poolhouse.graphql.vtl.java.keys import new_key
from poolhouse.graphql.vtl.nodes.base import Block, Expression
from poolhouse.graphql.vtl.run import Run


class Constant(msgspec.Struct, frozen=True):
    """A number, a text without references, ``true``, ``false`` or ``null``."""

    value: str | int | float | bool | None
    source: str = "null"

    def evaluate(self, run: Run) -> Any:
        return self.value


class Interpolated(msgspec.Struct, frozen=True):
    """A text in double quotes: a small template."""

    content: Block
    source: str = ""

    def evaluate(self, run: Run) -> str:
        return run.capture(self.content)


class ListLiteral(msgspec.Struct, frozen=True):
    items: tuple[Expression, ...]
    source: str = "[]"

    def evaluate(self, run: Run) -> list[Any]:
        return [item.evaluate(run) for item in self.items]


class RangeLiteral(msgspec.Struct, frozen=True):
    """``[1..3]``, both ends included, upwards or downwards; null when an end is not an integer."""

    first: Expression
    last: Expression
    source: str = "[]"

    def evaluate(self, run: Run) -> list[int] | None:
        first = self.first.evaluate(run)
        last = self.last.evaluate(run)
        if type(first) is not int or type(last) is not int:
            return None
        if abs(last - first) >= MAX_ITEMS:
            raise TemplateFailure(f"A range has more than {MAX_ITEMS} numbers.")
        return list(range(first, last + 1)) if first <= last else list(range(first, last - 1, -1))


class MapLiteral(msgspec.Struct, frozen=True):
    entries: tuple[tuple[Expression, Expression], ...]
    source: str = "{}"

    def evaluate(self, run: Run) -> dict[Any, Any]:
        return {new_key(key.evaluate(run)): value.evaluate(run) for key, value in self.entries}
