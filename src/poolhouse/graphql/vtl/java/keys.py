"""Keys of maps: texts, numbers, booleans and null. Java takes anything; JSON, where maps go, takes texts."""

from __future__ import annotations

from typing import Any

from poolhouse.graphql.utilities.errors import TemplateFailure


def is_key(value: Any) -> bool:
    return value is None or isinstance(value, str | int | float)


def look_up(values: dict[Any, Any], key: Any, default: Any = None) -> Any:
    return values.get(key, default) if is_key(key) else default


def new_key(value: Any) -> Any:
    """The key itself; raises TemplateFailure when a map cannot have it."""
    if not is_key(value):
        raise TemplateFailure("The key of a map must be a text, a number, a boolean or null.")
    return value
