"""A filter map as a DynamoDB expression, ``{"title": {"eq": "x"}}`` as ``(#title = :title_eq)``.

The forms are those that AppSync writes, recorded; for filters and conditions they are the same.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from poolhouse.graphql.utilities.dynamodb import to_dynamodb
from poolhouse.graphql.utilities.java_text import java_text
from poolhouse.graphql.utilities.json_text import to_json
from poolhouse.graphql.utilities.limits import bounded

_COMPARISONS = {"eq": "=", "ne": "<>", "le": "<=", "lt": "<", "ge": ">=", "gt": ">"}
_OF_SIZES = {*_COMPARISONS, "between"}
_TYPES = {
    "_null": "NULL",
    "string": "S",
    "stringSet": "SS",
    "number": "N",
    "numberSet": "NS",
    "binary": "B",
    "binarySet": "BS",
    "boolean": "BOOL",
    "list": "L",
    "map": "M",
}


class _NotAFilter(Exception):
    """The map says nothing that an expression could: AppSync's function then gives null."""


def to_dynamodb_expression(conditions: Any) -> str | None:
    """JSON text ``{"expression", "expressionNames", "expressionValues"}``; null for what is not a filter."""
    expression = _Expression()
    try:
        text = " AND ".join(expression.parts(bounded(conditions), ""))
    except _NotAFilter:
        return None
    return to_json({"expression": text, "expressionNames": expression.names, "expressionValues": expression.values})


class _Expression:
    def __init__(self) -> None:
        self.names: dict[str, str] = {}
        self.values: dict[str, Any] = {}

    def parts(self, conditions: Any, path: str) -> list[str]:
        """One text per field or group; ``path`` begins the names of all values below."""
        return [self._part(java_text(key), condition, path) for key, condition in _map(conditions).items()]

    def _part(self, key: str, condition: Any, path: str) -> str:
        if key in ("and", "or"):
            if not isinstance(condition, list):
                raise _NotAFilter
            members = [self._grouped(member, f"{path}{key}_{index}_") for index, member in enumerate(condition)]
            # No member leaves "()", which DynamoDB refuses: nothing must not mean everything.
            return members[0] if len(members) == 1 else f"({f' {key.upper()} '.join(members)})"
        if key == "not":
            return f"(NOT {self._grouped(condition, f'{path}not_')})"
        return self._field(key, condition, path)

    def _grouped(self, conditions: Any, path: str) -> str:
        parts = self.parts(conditions, path)
        return parts[0] if len(parts) == 1 else f"({' AND '.join(parts)})"

    def _field(self, name: str, condition: Any, path: str) -> str:
        target = f"#{name}"
        self.names[target] = name
        parts = [
            f"({self._operation(target, java_text(operator), operand, f':{path}{name}_{operator}')})"
            for operator, operand in _map(condition).items()
        ]
        return parts[0] if len(parts) == 1 else f"({' AND '.join(parts)})"

    def _operation(self, target: str, operator: str, operand: Any, placeholder: str) -> str:
        if operator in _COMPARISONS:
            return f"{target} {_COMPARISONS[operator]} {self._value(placeholder, operand)}"
        write = _OPERATIONS.get(operator)
        if write is None:
            raise _NotAFilter
        return write(self, target, operand, placeholder)

    def _value(self, placeholder: str, operand: Any) -> str:
        self.values[placeholder] = to_dynamodb(operand)
        return placeholder

    def contains(self, target: str, operand: Any, placeholder: str) -> str:
        return f"contains({target},{self._value(placeholder, operand)})"

    def not_contains(self, target: str, operand: Any, placeholder: str) -> str:
        return f"NOT {self.contains(target, operand, placeholder)}"

    def begins_with(self, target: str, operand: Any, placeholder: str) -> str:
        if not isinstance(operand, str):
            raise _NotAFilter
        return f"begins_with({target},{self._value(placeholder, operand)})"

    def between(self, target: str, operand: Any, placeholder: str) -> str:
        if not isinstance(operand, list) or len(operand) != 2:
            raise _NotAFilter
        start = self._value(f"{placeholder}_start", operand[0])
        return f"{target} BETWEEN {start} AND {self._value(f'{placeholder}_end', operand[1])}"

    def member_of(self, target: str, operand: Any, placeholder: str) -> str:
        if not isinstance(operand, list):
            raise _NotAFilter
        values = [self._value(f"{placeholder}_{index}", value) for index, value in enumerate(operand)]
        return f"{target} IN ({', '.join(values)})" if values else "null"

    def attribute_exists(self, target: str, operand: Any, _placeholder: str) -> str:
        if not isinstance(operand, bool):
            raise _NotAFilter
        return f"attribute_exists({target})" if operand else f"attribute_not_exists({target})"

    def attribute_type(self, target: str, operand: Any, placeholder: str) -> str:
        if not isinstance(operand, str) or operand not in _TYPES:
            raise _NotAFilter
        return f"attribute_type({target},{self._value(placeholder, _TYPES[operand])})"

    def size(self, target: str, operand: Any, placeholder: str) -> str:
        sizes = _map(operand)
        if not sizes or not sizes.keys() <= _OF_SIZES:
            raise _NotAFilter
        return " AND ".join(
            self._operation(f"size({target})", operator, value, f"{placeholder}_{operator}")
            for operator, value in sizes.items()
        )


_OPERATIONS: dict[str, Callable[[_Expression, str, Any, str], str]] = {
    "contains": _Expression.contains,
    "notContains": _Expression.not_contains,
    "beginsWith": _Expression.begins_with,
    "between": _Expression.between,
    "in": _Expression.member_of,
    "attributeExists": _Expression.attribute_exists,
    "attributeType": _Expression.attribute_type,
    "size": _Expression.size,
}


def _map(value: Any) -> dict[Any, Any]:
    if not isinstance(value, dict):
        raise _NotAFilter
    return value
