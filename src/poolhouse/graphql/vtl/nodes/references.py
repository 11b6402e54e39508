"""References: ``$name`` and the way from there to a value."""

from __future__ import annotations

from typing import Any, Protocol

import msgspec

from poolhouse.graphql.utilities.catalogue import Utility
from poolhouse.graphql.utilities.java_text import java_text
from poolhouse.graphql.vtl.java import methods, properties
from poolhouse.graphql.vtl.java.keys import look_up, new_key
from poolhouse.graphql.vtl.namespace import Namespace
from poolhouse.graphql.vtl.nodes.base import Block, Expression
from poolhouse.graphql.vtl.run import Run


class Definition(msgspec.Struct, frozen=True):
    """What ``#define`` gives a name: written anew wherever the name is used."""

    body: Block

    def text(self, run: Run) -> str:
        with run.call():
            return run.capture(self.body)


class Root(Protocol):
    """Where a reference begins."""

    def evaluate(self, run: Run) -> Any: ...


class Variable(msgspec.Struct, frozen=True):
    name: str

    def evaluate(self, run: Run) -> Any:
        value = run.variables.get(self.name)
        return value.text(run) if type(value) is Definition else value


class UtilityCall(msgspec.Struct, frozen=True):
    """``$util.time.nowISO8601()``: found when the template is read, so that an unknown name never gets this far."""

    utility: Utility
    arguments: tuple[Expression, ...]

    def evaluate(self, run: Run) -> Any:
        return self.utility.call(run.utilities, *[argument.evaluate(run) for argument in self.arguments])


class Step(Protocol):
    """One part of the way; ``value`` is never null."""

    def follow(self, value: Any, run: Run) -> Any: ...


class Settable(Step, Protocol):
    """A last part that ``#set`` may change. What has no such place is left as it is, as Velocity does."""

    def put(self, holder: Any, value: Any, run: Run) -> None: ...


class Property(msgspec.Struct, frozen=True):
    name: str

    def follow(self, value: Any, run: Run) -> Any:
        if isinstance(value, dict):
            return value.get(self.name)
        return properties.read(value, self.name)

    def put(self, holder: Any, value: Any, run: Run) -> None:
        if holder is run.context and self.name in ("args", "arguments"):
            # Two names of one object.
            holder["args"] = holder["arguments"] = value
        elif isinstance(holder, dict):
            holder[self.name] = value


class Index(msgspec.Struct, frozen=True):
    key: Expression

    def follow(self, value: Any, run: Run) -> Any:
        key = self.key.evaluate(run)
        if isinstance(value, dict):
            return look_up(value, key)
        if isinstance(value, list) and type(key) is int and -len(value) <= key < len(value):
            return value[key]
        return None

    def put(self, holder: Any, value: Any, run: Run) -> None:
        key = self.key.evaluate(run)
        if isinstance(holder, dict):
            holder[new_key(key)] = value
        elif isinstance(holder, list) and type(key) is int and -len(holder) <= key < len(holder):
            holder[key] = value


class Method(msgspec.Struct, frozen=True):
    name: str
    arguments: tuple[Expression, ...]

    def follow(self, value: Any, run: Run) -> Any:
        values = [argument.evaluate(run) for argument in self.arguments]
        if type(value) is Namespace:
            return value.function(self.name)(*values)
        return methods.call(value, self.name, values, run.utilities.searches)


class Reference(msgspec.Struct, frozen=True):
    """``source`` is its text in the template, written when it has no value, unless it is quiet (``$!name``)."""

    source: str
    root: Root
    steps: tuple[Step, ...]
    quiet: bool

    def evaluate(self, run: Run) -> Any:
        value = self.root.evaluate(run)
        for step in self.steps:
            if value is None:
                return None
            value = step.follow(value, run)
        return value

    def render(self, run: Run) -> None:
        value = self.evaluate(run)
        if value is not None:
            run.write(java_text(value))
        elif not self.quiet:
            run.write(self.source)


class EscapedReference(msgspec.Struct, frozen=True):
    """Backslashes before a reference: each pair writes one; an odd one keeps the reference from being followed.

    Where the reference has no value, Velocity writes everything as it stands.
    """

    backslashes: int
    reference: Reference

    def render(self, run: Run) -> None:
        value = self.reference.evaluate(run)
        if value is None:
            run.write("\\" * self.backslashes + self.reference.source)
            return
        run.write("\\" * (self.backslashes // 2))
        run.write(self.reference.source if self.backslashes % 2 else java_text(value))


class Target(msgspec.Struct, frozen=True):
    """What ``#set`` changes: a variable, or the last part of a way that begins at one."""

    holder: Reference | None
    place: Settable | Variable

    def assign(self, value: Any, run: Run) -> None:
        if isinstance(self.place, Variable):
            run.variables[self.place.name] = value
        elif self.holder is not None:
            self.place.put(self.holder.evaluate(run), value, run)
