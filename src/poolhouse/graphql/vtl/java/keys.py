"""Keys of maps."""

from __future__ import annotations

from typing import Any

from poolhouse.graphql.utilities.errors import TemplateFailure


def map_key(value: Any) -> Any:
    """Only texts, numbers, booleans and null are keys here; Java takes anything."""
    if value is None or isinstance(value, str | int | float):
        return value
    raise TemplateFailure("The key of a map must be a text, a number, a boolean or null.")
