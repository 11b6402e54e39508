"""``$util``: questions about values and their defaults. Empty covers texts, lists and maps (Amplify asks of maps)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from poolhouse.graphql.utilities import arguments
from poolhouse.graphql.utilities.java_regex import compile_pattern
from poolhouse.graphql.utilities.java_text import is_number

if TYPE_CHECKING:
    from poolhouse.graphql.utilities.utilities import Utilities


def is_null(value: Any) -> bool:
    return value is None


def is_null_or_empty(value: Any) -> bool:
    return value is None or (isinstance(value, str | list | dict) and not value)


def is_null_or_blank(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def default_if_null(value: Any, default: Any) -> Any:
    return default if is_null(value) else value


def default_if_null_or_empty(value: Any, default: Any) -> Any:
    return default if is_null_or_empty(value) else value


def default_if_null_or_blank(value: Any, default: Any) -> Any:
    return default if is_null_or_blank(value) else value


def is_string(value: Any) -> bool:
    return isinstance(value, str)


def is_boolean(value: Any) -> bool:
    return isinstance(value, bool)


def is_list(value: Any) -> bool:
    return isinstance(value, list)


def is_map(value: Any) -> bool:
    return isinstance(value, dict)


def type_of(value: Any) -> str:
    """``Null``, ``Number``, ``String``, ``Map``, ``List``, ``Boolean`` or ``Object``."""
    match value:
        case None:
            return "Null"
        case bool():
            return "Boolean"
        case int() | float():
            return "Number"
        case str():
            return "String"
        case dict():
            return "Map"
        case list():
            return "List"
        case _:
            return "Object"


def matches(utilities: Utilities, pattern: Any, value: Any) -> bool:
    """Whether the pattern matches the text. AppSync does not say whether all of it or a part: all, the stricter."""
    expression = arguments.text(pattern, "matches")

    def search(seconds: float) -> bool:
        found = compile_pattern(expression, seconds)
        return value is not None and found.full_match(arguments.text(value, "matches"))

    return utilities.searches.spend(search)


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "isNull": is_null,
    "isNullOrEmpty": is_null_or_empty,
    "isNullOrBlank": is_null_or_blank,
    "defaultIfNull": default_if_null,
    "defaultIfNullOrEmpty": default_if_null_or_empty,
    "defaultIfNullOrBlank": default_if_null_or_blank,
    "isString": is_string,
    "isNumber": is_number,
    "isBoolean": is_boolean,
    "isList": is_list,
    "isMap": is_map,
    "typeOf": type_of,
}

OF_REQUEST: dict[str, Callable[..., Any]] = {"matches": matches}
