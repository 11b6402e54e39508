"""What the parts of a template have in common."""

from __future__ import annotations

from typing import Any, Protocol

import msgspec

from poolhouse.graphql.vtl.run import Run


class Expression(Protocol):
    """Something with a value. ``source`` is what Velocity writes when there is none."""

    @property
    def source(self) -> str: ...

    def evaluate(self, run: Run) -> Any: ...


class Statement(Protocol):
    """Something that writes, or changes what is written next."""

    def render(self, run: Run) -> None: ...


class Text(msgspec.Struct, frozen=True):
    """Plain text."""

    text: str

    def render(self, run: Run) -> None:
        run.write(self.text)


class Block(msgspec.Struct, frozen=True):
    """Statements one after the other."""

    statements: tuple[Statement, ...]

    def render(self, run: Run) -> None:
        run.spend(len(self.statements) + 1)
        for statement in self.statements:
            statement.render(run)
