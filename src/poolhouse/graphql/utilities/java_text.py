"""Values as Java prints them (``toString``) and compares them (``equals``): templates were written for Java objects."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from poolhouse.graphql.utilities.limits import bounded


def java_text(value: Any) -> str:
    """``[a, b]`` for a list, ``{a=1}`` for a map, ``1.0E10`` for a large decimal, ``null``."""
    if isinstance(value, str):
        return value
    return _text(bounded(value))


def _text(value: Any) -> str:
    match value:
        case str():
            return value
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case float():
            return _decimal_text(value)
        case dict():
            return "{" + ", ".join(f"{_text(key)}={_text(item)}" for key, item in value.items()) + "}"
        case list():
            return "[" + ", ".join(map(_text, value)) + "]"
        case _:
            return str(value)


def _decimal_text(value: float) -> str:
    """``Double.toString``: plain between 10⁻³ and 10⁷, otherwise one digit before the point and an exponent."""
    if value != value or value in (float("inf"), float("-inf")):
        return {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}[str(value)]
    if value == 0 or 1e-3 <= abs(value) < 1e7:
        return repr(value)
    digits, _, exponent = f"{Decimal(repr(value)).normalize():e}".partition("e")
    return f"{digits if '.' in digits else digits + '.0'}E{int(exponent)}"


def is_number(value: Any) -> bool:
    """Python counts booleans among the integers; Java does not."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def java_equals(left: Any, right: Any) -> bool:
    """``equals``, but numbers of different types compare by value, since JSON has only one type of number."""
    if isinstance(left, dict | list) and isinstance(right, dict | list):
        return _equal(bounded(left), bounded(right))
    return _equal(left, right)


def _equal(left: Any, right: Any) -> bool:
    if isinstance(left, dict):
        return (
            isinstance(right, dict)
            and left.keys() == right.keys()
            and all(_equal(item, right[key]) for key, item in left.items())
        )
    if isinstance(left, list):
        return isinstance(right, list) and len(left) == len(right) and all(map(_equal, left, right))
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    return bool(left == right)
