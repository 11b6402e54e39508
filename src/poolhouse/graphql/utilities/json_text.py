"""JSON as templates write and read it."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from poolhouse.graphql.utilities.errors import TemplateFailure
from poolhouse.graphql.utilities.limits import bounded


def to_json(value: Any) -> str:
    """Compact JSON; raises TemplateFailure for what JSON cannot hold."""
    try:
        return _ENCODER.encode(bounded(value))
    except ValueError as error:
        raise TemplateFailure("A number that JSON cannot hold was to be written.") from error


def parse_json(text: Any) -> Any:
    """The value of a JSON text; null for null. Raises TemplateFailure."""
    if text is None:
        return None
    if not isinstance(text, str):
        raise TemplateFailure("$util.parseJson expects a text.")
    try:
        return bounded(json.loads(text, parse_constant=_refuse_constant))
    except (ValueError, RecursionError) as error:
        raise TemplateFailure("Unable to parse a text as JSON.") from error


def json_value(value: Any) -> Any:
    """A copy that is sure to be JSON, for values that leave the template. Raises TemplateFailure."""
    if value is None or isinstance(value, str | bool | int):
        return value
    return parse_json(to_json(value))


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _refuse_object(value: object) -> NoReturn:
    raise TemplateFailure(f"A value of type {type(value).__name__} cannot be written as JSON.")


# Letters outside ASCII stay letters, as AppSync writes them.
_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=_refuse_object)
