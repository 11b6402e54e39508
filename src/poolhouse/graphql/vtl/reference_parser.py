"""References: ``$name``, ``$!name``, ``${name}`` with properties, indexes and methods behind."""

from __future__ import annotations

import re

from poolhouse.graphql.utilities import catalogue
from poolhouse.graphql.vtl.expression_parser import ExpressionParser
from poolhouse.graphql.vtl.nodes.references import (
    Index,
    Method,
    Property,
    Reference,
    Root,
    Step,
    Target,
    UtilityCall,
    Variable,
)

# A hyphen belongs to a name, as in Velocity 1.x, but not at its end: "$first-$second" is two references.
_NAME = r"[A-Za-z_][A-Za-z0-9_]*(?:-+[A-Za-z0-9_]+)*"
_START = re.compile(rf"\$(?P<quiet>!?)(?P<brace>\{{?)(?P<name>{_NAME})")
_STEP = re.compile(rf"\.({_NAME})(\(?)")
_UTILITY = re.compile(r"((?:\.[A-Za-z_][A-Za-z0-9_]*)+)(\(?)")
_VARIABLE = re.compile(rf"\$!?({_NAME})|\$!?\{{({_NAME})\}}")

_GIVEN = frozenset({"ctx", "context", *catalogue.ROOTS})


class ReferenceParser(ExpressionParser):
    def reference(self) -> Reference | None:
        begin = self.position
        found = self.take(_START)
        if found is None:
            return None
        with self.nested():
            root = self._root(found["name"], begin)
            steps = tuple(self._steps())
        if found["brace"] and not self.take_word("}"):
            raise self.wrong("Expected '}' at the end of a reference")
        return Reference(self.text[begin : self.position], root, steps, bool(found["quiet"]))

    def _root(self, name: str, begin: int) -> Root:
        """Functions are looked up here, so that a template with an unknown one is refused before it ever runs."""
        found = _UTILITY.match(self.text, self.position) if name in catalogue.ROOTS else None
        if found is None:
            return Variable(name)
        path = catalogue.ROOTS[name] + found[1]
        utility = catalogue.find(path)
        if utility is None:
            if found[2] or not catalogue.is_group(path):
                raise self.wrong(f"There is no function ${path}", begin)
            return Variable(name)
        if not found[2]:
            raise self.wrong(f"${path} is a function: its arguments are missing", begin)
        self.position = found.end()
        arguments = self.expressions(")")
        if not utility.takes(len(arguments)):
            raise self.wrong(f"${path} does not take {len(arguments)} arguments", begin)
        return UtilityCall(utility, arguments)

    def _steps(self) -> list[Step]:
        steps: list[Step] = []
        while True:
            if found := self.take(_STEP):
                name, call = found.groups()
                steps.append(Method(name, self.expressions(")")) if call else Property(name))
            elif self.take_word("["):
                steps.append(Index(self.expression()))
                self.expect("]")
            else:
                return steps

    def variable(self) -> str:
        """The name of a variable that a directive is about to set."""
        self.skip_space()
        found = self.take(_VARIABLE)
        if found is None:
            raise self.wrong("Expected a variable")
        return self._own(found[1] or found[2])

    def target(self) -> Target:
        """What ``#set`` changes."""
        self.skip_space()
        reference = self.reference()
        if reference is None:
            raise self.wrong("Expected a reference")
        if not reference.steps:
            if not isinstance(reference.root, Variable):
                raise self.wrong("The result of a function cannot be set")
            return Target(None, Variable(self._own(reference.root.name)))
        *way, last = reference.steps
        if not isinstance(last, Property | Index):
            raise self.wrong("The result of a method cannot be set")
        return Target(Reference(reference.source, reference.root, tuple(way), reference.quiet), last)

    def _own(self, name: str) -> str:
        if name in _GIVEN:
            raise self.wrong(f"${name} cannot be set")
        return name
