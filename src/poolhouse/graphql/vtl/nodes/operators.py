"""Operators, with the rules of Velocity 1.x."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from typing import Any

import msgspec

from poolhouse.graphql.utilities.errors import TemplateFailure
from poolhouse.graphql.utilities.java_text import is_number, java_equals, java_text
from poolhouse.graphql.utilities.limits import MAX_NUMBER_BITS, bounded_text
from poolhouse.graphql.vtl.nodes.base import Expression
from poolhouse.graphql.vtl.run import Run


def truth(value: Any) -> bool:
    """Only null and false are false; ``""``, 0 and empty lists and maps are true."""
    return value is not None and value is not False


class Both(msgspec.Struct, frozen=True):
    left: Expression
    right: Expression
    source: str = ""

    def evaluate(self, run: Run) -> bool:
        return truth(self.left.evaluate(run)) and truth(self.right.evaluate(run))


class Either(msgspec.Struct, frozen=True):
    left: Expression
    right: Expression
    source: str = ""

    def evaluate(self, run: Run) -> bool:
        return truth(self.left.evaluate(run)) or truth(self.right.evaluate(run))


class Negation(msgspec.Struct, frozen=True):
    operand: Expression
    source: str = ""

    def evaluate(self, run: Run) -> bool:
        return not truth(self.operand.evaluate(run))


class Equality(msgspec.Struct, frozen=True):
    """Numbers by value, then ``equals``, values of different types by their text. Null equals only itself."""

    left: Expression
    right: Expression
    negated: bool
    source: str = ""

    def evaluate(self, run: Run) -> bool:
        return equal(self.left.evaluate(run), self.right.evaluate(run)) is not self.negated


def equal(left: Any, right: Any) -> bool:
    if left is None or right is None:
        return left is right
    if type(left) is type(right) or (is_number(left) and is_number(right)):
        return java_equals(left, right)
    return java_text(left) == java_text(right)


class Order(msgspec.Struct, frozen=True):
    """``<`` and the like; false unless both sides are numbers."""

    left: Expression
    right: Expression
    compare: Callable[[Any, Any], bool]
    source: str = ""

    def evaluate(self, run: Run) -> bool:
        left = self.left.evaluate(run)
        right = self.right.evaluate(run)
        return is_number(left) and is_number(right) and self.compare(left, right)


class Arithmetic(msgspec.Struct, frozen=True):
    """``+ - * / %``: null unless both sides are numbers; ``+`` with a text on either side joins texts."""

    left: Expression
    right: Expression
    sign: str
    source: str = ""

    def evaluate(self, run: Run) -> Any:
        left = self.left.evaluate(run)
        right = self.right.evaluate(run)
        if self.sign == "+" and (isinstance(left, str) or isinstance(right, str)):
            return bounded_text(_operand_text(left, self.left) + _operand_text(right, self.right))
        if not is_number(left) or not is_number(right):
            return None
        try:
            return _bounded_number(_CALCULATIONS[self.sign](left, right))
        except OverflowError as error:
            raise TemplateFailure("A number of the template is too large.") from error


def _operand_text(value: Any, operand: Expression) -> str:
    return operand.source if value is None else java_text(value)


def _bounded_number(value: Any) -> Any:
    if isinstance(value, int) and value.bit_length() > MAX_NUMBER_BITS:
        raise TemplateFailure("A number of the template is too large.")
    return value


def _divide(left: Any, right: Any) -> Any:
    """Towards zero for integers, as in Java; null by zero."""
    if right == 0:
        return None
    if isinstance(left, int) and isinstance(right, int):
        quotient = abs(left) // abs(right)
        return quotient if (left < 0) is (right < 0) else -quotient
    return left / right


def _remainder(left: Any, right: Any) -> Any:
    """With the sign of the left side, as in Java; null by zero."""
    if right == 0:
        return None
    if isinstance(left, int) and isinstance(right, int):
        return left - right * _divide(left, right)
    return math.fmod(left, right) if math.isfinite(left) else math.nan


_CALCULATIONS: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": _divide,
    "%": _remainder,
}
