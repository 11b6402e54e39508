"""Expressions: literals, operators, and what they are made of."""

from __future__ import annotations

import operator
import re
from abc import ABC, abstractmethod
from collections.abc import Callable
from functools import partial

from poolhouse.graphql.vtl.cursor import Cursor
from poolhouse.graphql.vtl.nodes.base import Expression
from poolhouse.graphql.vtl.nodes.literals import Constant, ListLiteral, MapLiteral, RangeLiteral
from poolhouse.graphql.vtl.nodes.operators import Arithmetic, Both, Either, Equality, Negation, Order
from poolhouse.graphql.vtl.nodes.references import Reference

_MAX_OPERATORS = 100
_MAX_DIGITS = 300

_BINARY = re.compile(r"\s*(\|\||&&|==|!=|<=|>=|[<>+*/%-]|(?:and|or|eq|ne|lt|le|gt|ge)\b)")
_NOT = re.compile(r"!|not\b")
_STRING = re.compile(r"""(?P<quote>["'])(?P<content>(?:(?!(?P=quote)).|(?P=quote){2})*)(?P=quote)""", re.DOTALL)
_UNICODE = re.compile(r"\\u([0-9A-Fa-f]{4})")
_NUMBER = re.compile(r"-?[0-9]+(?P<decimal>\.[0-9]+(?:[eE][+-]?[0-9]+)?|[eE][+-]?[0-9]+)?")
_WORD = re.compile(r"(true|false|null)\b")
_WORDS = {"true": True, "false": False, "null": None}

# Each operator: how strongly it binds, and what it makes of its sides.
_OPERATORS: dict[str, tuple[int, Callable[[Expression, Expression], Expression]]] = {
    **dict.fromkeys(("||", "or"), (1, Either)),
    **dict.fromkeys(("&&", "and"), (2, Both)),
    **dict.fromkeys(("==", "eq"), (3, partial(Equality, negated=False))),
    **dict.fromkeys(("!=", "ne"), (3, partial(Equality, negated=True))),
    **dict.fromkeys(("<", "lt"), (4, partial(Order, compare=operator.lt))),
    **dict.fromkeys(("<=", "le"), (4, partial(Order, compare=operator.le))),
    **dict.fromkeys((">", "gt"), (4, partial(Order, compare=operator.gt))),
    **dict.fromkeys((">=", "ge"), (4, partial(Order, compare=operator.ge))),
    **{sign: (5, partial(Arithmetic, sign=sign)) for sign in "+-"},
    **{sign: (6, partial(Arithmetic, sign=sign)) for sign in "*/%"},
}


class ExpressionParser(Cursor, ABC):
    @abstractmethod
    def reference(self) -> Reference | None:
        """The reference that stands here, if one does."""

    @abstractmethod
    def interpolated(self, content: str, position: int) -> Expression:
        """A text in double quotes that begins at ``position``."""

    def expression(self, weakest: int = 1) -> Expression:
        """What stands here, with the operators that bind at least as strongly as ``weakest``."""
        with self.nested():
            left = self._operand()
            for _ in range(_MAX_OPERATORS):
                found = _BINARY.match(self.text, self.position)
                if found is None or _OPERATORS[found[1]][0] < weakest:
                    return left
                self.position = found.end()
                strength, combine = _OPERATORS[found[1]]
                left = combine(left, self.expression(strength + 1))
            raise self.wrong(f"More than {_MAX_OPERATORS} operators in a row")

    def expressions(self, closing: str) -> tuple[Expression, ...]:
        """Expressions between commas, up to and with the closing bracket."""
        items: list[Expression] = []
        self.skip_space()
        while not self.take_word(closing):
            if items:
                self.expect(",")
            items.append(self.expression())
            self.skip_space()
        return tuple(items)

    def _operand(self) -> Expression:
        self.skip_space()
        if self.take(_NOT):
            with self.nested():
                return Negation(self._operand())
        if self.take_word("("):
            inner = self.expression()
            self.expect(")")
            return inner
        if self.take_word("["):
            return self._list_or_range()
        if self.take_word("{"):
            return self._map()
        return self._scalar()

    def _scalar(self) -> Expression:
        if reference := self.reference():
            return reference
        if found := self.take(_NUMBER):
            return self._number(found)
        if found := self.take(_WORD):
            return Constant(_WORDS[found[1]])
        if found := self.take(_STRING):
            quote = found["quote"]
            content = found["content"].replace(quote * 2, quote)
            if quote == "'":
                return Constant(content)
            return self.interpolated(_without_unicode_escapes(content), found.start())
        raise self.wrong("Expected a value")

    def _number(self, found: re.Match[str]) -> Constant:
        if len(found[0]) > _MAX_DIGITS:
            raise self.wrong("A number is too long")
        return Constant(float(found[0]) if found["decimal"] else int(found[0]))

    def _list_or_range(self) -> Expression:
        self.skip_space()
        if self.take_word("]"):
            return ListLiteral(())
        first = self.expression()
        self.skip_space()
        if self.take_word(".."):
            last = self.expression()
            self.expect("]")
            return RangeLiteral(first, last)
        if self.take_word(","):
            return ListLiteral((first, *self.expressions("]")))
        self.expect("]")
        return ListLiteral((first,))

    def _map(self) -> MapLiteral:
        entries: list[tuple[Expression, Expression]] = []
        self.skip_space()
        while not self.take_word("}"):
            if entries:
                self.expect(",")
            key = self.expression()
            self.expect(":")
            entries.append((key, self.expression()))
            self.skip_space()
        return MapLiteral(tuple(entries))


def _without_unicode_escapes(content: str) -> str:
    """Velocity reads this one escape, and in double quotes alone."""
    return _UNICODE.sub(lambda found: chr(int(found[1], 16)), content)
