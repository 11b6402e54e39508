"""Directives: ``#if``, ``#set``, ``#foreach`` and the others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from poolhouse.graphql.utilities.errors import TemplateFailure
from poolhouse.graphql.utilities.java_text import java_text
from poolhouse.graphql.utilities.json_text import json_value
from poolhouse.graphql.vtl.java.loop import Loop
from poolhouse.graphql.vtl.nodes.base import Block, Expression
from poolhouse.graphql.vtl.nodes.operators import truth
from poolhouse.graphql.vtl.nodes.references import Definition, Target
from poolhouse.graphql.vtl.run import Run

# AppSync developer guide, quotas: "Number of iterations in a #foreach...#end loop".
_MAX_ITERATIONS = 1_000


class Stop(Exception):
    """``#stop``: the output ends here."""


class Break(Exception):
    """``#break``: the innermost loop ends, or the template where there is none."""


class Return(Exception):
    """``#return``: the template ends with a value in place of its output."""

    def __init__(self, value: Any) -> None:
        super().__init__()
        self.value = value


class SetDirective(msgspec.Struct, frozen=True):
    """A null right side is assigned too; Velocity 1.x kept the old value, AppSync does not say."""

    target: Target
    value: Expression

    def render(self, run: Run) -> None:
        self.target.assign(self.value.evaluate(run), run)


class IfDirective(msgspec.Struct, frozen=True):
    branches: tuple[tuple[Expression, Block], ...]
    otherwise: Block

    def render(self, run: Run) -> None:
        for condition, body in self.branches:
            if truth(condition.evaluate(run)):
                body.render(run)
                return
        self.otherwise.render(run)


class ForeachDirective(msgspec.Struct, frozen=True):
    """Over the items of a list or the values of a map. The loop's own names have their old values afterwards."""

    name: str
    items: Expression
    body: Block

    def render(self, run: Run) -> None:
        values = _iterated(self.items.evaluate(run))
        outer = run.variables.get("foreach")
        with run.shadowed(self.name, "foreach", "velocityCount", "velocityHasNext"):
            for index, value in enumerate(values):
                if index == _MAX_ITERATIONS:
                    raise TemplateFailure(f"A #foreach loop has more than {_MAX_ITERATIONS} iterations.")
                run.variables[self.name] = value
                run.variables["foreach"] = Loop(index, len(values), outer if isinstance(outer, Loop) else None)
                run.variables["velocityCount"] = index + 1
                run.variables["velocityHasNext"] = index + 1 < len(values)
                try:
                    self.body.render(run)
                except Break:
                    return


def _iterated(value: Any) -> list[Any]:
    """A copy: the body may change what it goes through. What has no items is gone through no times."""
    if isinstance(value, dict):
        return list(value.values())
    return list(value) if isinstance(value, list) else []


class BreakDirective(msgspec.Struct, frozen=True):
    def render(self, run: Run) -> None:
        raise Break


class StopDirective(msgspec.Struct, frozen=True):
    def render(self, run: Run) -> None:
        raise Stop


class ReturnDirective(msgspec.Struct, frozen=True):
    value: Expression | None

    def render(self, run: Run) -> None:
        raise Return(None if self.value is None else json_value(self.value.evaluate(run)))


class DefineDirective(msgspec.Struct, frozen=True):
    name: str
    body: Block

    def render(self, run: Run) -> None:
        run.variables[self.name] = Definition(self.body)


class Macro(msgspec.Struct, frozen=True):
    """Its parameters have the values of the arguments while it runs; ``#set`` of other names lasts."""

    parameters: tuple[str, ...]
    body: Block

    def expand(self, values: list[Any], run: Run) -> None:
        with run.call(), run.shadowed(*self.parameters):
            run.variables.update(dict.fromkeys(self.parameters))
            run.variables.update(zip(self.parameters, values, strict=False))
            self.body.render(run)


class MacroCall(msgspec.Struct, frozen=True):
    name: str
    arguments: tuple[Expression, ...]

    def render(self, run: Run) -> None:
        macro = run.macros.get(self.name)
        if macro is None:
            raise TemplateFailure(f"There is no macro #{self.name}.")
        macro.expand([argument.evaluate(run) for argument in self.arguments], run)


class EvaluateDirective(msgspec.Struct, frozen=True):
    """Renders a text as a template of its own, with the same variables; ``parse`` raises TemplateFailure."""

    text: Expression
    parse: Callable[[str, Run], Block]

    def render(self, run: Run) -> None:
        value = self.text.evaluate(run)
        if value is None:
            return
        with run.call():
            self.parse(java_text(value), run).render(run)
