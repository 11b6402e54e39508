"""One rendering of a template: its variables, its output so far, and what it has used of its limits."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from poolhouse.graphql.utilities.errors import TemplateFailure
from poolhouse.graphql.utilities.limits import MAX_TEXT
from poolhouse.graphql.vtl.namespace import Namespace

if TYPE_CHECKING:
    from poolhouse.graphql.utilities.utilities import Utilities
    from poolhouse.graphql.vtl.nodes.base import Statement
    from poolhouse.graphql.vtl.nodes.directives import Macro

_MAX_STEPS = 250_000
_MAX_CALLS_IN_EACH_OTHER = 20
"""Velocity's own bound for macros (``velocimacro.max.depth``)."""


class Run:
    """``variables`` holds ``ctx`` and the other given names besides what the template sets; ``macros`` may grow."""

    def __init__(self, context: dict[str, Any], utilities: Utilities, macros: dict[str, Macro]) -> None:
        self.context = context
        self.utilities = utilities
        util = Namespace("util", utilities)
        self.variables: dict[str, Any] = {
            "ctx": context,
            "context": context,
            "util": util,
            "utils": util,
            "extensions": Namespace("extensions", utilities),
        }
        self.macros = macros
        self._output: list[str] = []
        self._characters = 0
        self._steps = 0
        self._calls = 0

    @property
    def text(self) -> str:
        return "".join(self._output)

    def write(self, text: str) -> None:
        self._characters += len(text)
        if self._characters > MAX_TEXT:
            raise TemplateFailure(f"The template wrote more than {MAX_TEXT} characters.")
        self._output.append(text)

    def spend(self, steps: int) -> None:
        self._steps += steps
        if self._steps > _MAX_STEPS:
            raise TemplateFailure(f"The template took more than {_MAX_STEPS} steps.")

    def capture(self, statement: Statement) -> str:
        """What a statement writes, instead of its being written."""
        output, self._output = self._output, []
        try:
            statement.render(self)
            return self.text
        finally:
            self._output = output

    @contextmanager
    def call(self) -> Iterator[None]:
        """Bounds macros and definitions that use each other."""
        if self._calls == _MAX_CALLS_IN_EACH_OTHER:
            raise TemplateFailure(f"Macros or definitions use each other more than {_MAX_CALLS_IN_EACH_OTHER} deep.")
        self._calls += 1
        try:
            yield
        finally:
            self._calls -= 1

    @contextmanager
    def shadowed(self, *names: str) -> Iterator[None]:
        """Gives variables their values back at the end."""
        before = {name: self.variables[name] for name in names if name in self.variables}
        try:
            yield
        finally:
            for name in names:
                self.variables.pop(name, None)
            self.variables.update(before)
