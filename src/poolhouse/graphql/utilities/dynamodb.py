"""``$util.dynamodb``: values with DynamoDB's type names.

Numbers stay JSON numbers, ``{"N": 12}``, as AppSync writes them. Null gives null, but for ``toDynamoDB``, where it is a
value like any other. Every function has a twin, with ``Json`` behind its name, whose answer is JSON text.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from poolhouse.graphql.utilities import arguments
from poolhouse.graphql.utilities.errors import TemplateFailure
from poolhouse.graphql.utilities.java_text import java_text
from poolhouse.graphql.utilities.json_text import parse_json, to_json
from poolhouse.graphql.utilities.limits import bounded

Typed = dict[str, Any]


def to_dynamodb(value: Any) -> Typed:
    """By the value's own type; never a set."""
    return _typed(bounded(value))


def _typed(value: Any) -> Typed:
    match value:
        case None:
            return {"NULL": None}
        case bool():
            return {"BOOL": value}
        case int() | float():
            return {"N": value}
        case dict():
            return {"M": {java_text(key): _typed(item) for key, item in value.items()}}
        case list():
            return {"L": [_typed(item) for item in value]}
        case _:
            return {"S": java_text(value)}


def to_string(value: Any) -> Typed | None:
    return None if value is None else {"S": java_text(value)}


def to_string_set(values: Any) -> Typed | None:
    if values is None:
        return None
    return {"SS": [java_text(value) for value in arguments.list_of_values(values, "dynamodb.toStringSet")]}


def to_number(value: Any) -> Typed | None:
    return None if value is None else {"N": arguments.number(value, "dynamodb.toNumber")}


def to_number_set(values: Any) -> Typed | None:
    if values is None:
        return None
    numbers = arguments.list_of_values(values, "dynamodb.toNumberSet")
    return {"NS": [arguments.number(value, "dynamodb.toNumberSet") for value in numbers]}


def to_binary(value: Any) -> Typed | None:
    """``value`` is base64 already."""
    return None if value is None else {"B": arguments.text(value, "dynamodb.toBinary")}


def to_binary_set(values: Any) -> Typed | None:
    if values is None:
        return None
    texts = arguments.list_of_values(values, "dynamodb.toBinarySet")
    return {"BS": [arguments.text(value, "dynamodb.toBinarySet") for value in texts]}


def to_boolean(value: Any) -> Typed | None:
    if value is None:
        return None
    if not isinstance(value, bool):
        raise TemplateFailure("$util.dynamodb.toBoolean expects a boolean.")
    return {"BOOL": value}


def to_null() -> Typed:
    return {"NULL": None}


def to_list(values: Any) -> Typed | None:
    return None if values is None else to_dynamodb(arguments.list_of_values(values, "dynamodb.toList"))


def to_map(values: Any) -> Typed | None:
    return None if values is None else to_dynamodb(arguments.map_of_values(values, "dynamodb.toMap"))


def to_map_values(values: Any) -> Typed | None:
    """Every value with its type, without a type around the whole."""
    return None if values is None else to_dynamodb(arguments.map_of_values(values, "dynamodb.toMapValues"))["M"]


def to_s3_object(key: Any, bucket: Any, region: Any, version: Any = None) -> Typed:
    """A pointer to an S3 object as text, with the spaces that AppSync puts there."""
    names = {"key": key, "bucket": bucket, "region": region}
    if version is not None:
        names["version"] = version
    quoted = (f'"{name}" : {_quoted(value)}' for name, value in names.items())
    return {"S": f'{{ "s3" : {{ {", ".join(quoted)} }} }}'}


def _quoted(value: Any) -> str:
    return json.dumps(arguments.text(value, "dynamodb.toS3Object"), ensure_ascii=False)


def from_s3_object_json(text: Any) -> Any:
    """What ``toS3Object`` put into the text: ``{"key", "bucket", "region", "version"}``."""
    value = parse_json(text)
    if value is None:
        return None
    pointer = value.get("s3") if isinstance(value, dict) else None
    if not isinstance(pointer, dict):
        raise TemplateFailure("$util.dynamodb.fromS3ObjectJson expects a pointer to an S3 object.")
    return pointer


def _as_json(function: Callable[..., Any]) -> Callable[..., str]:
    @wraps(function)
    def written(*values: Any) -> str:
        return to_json(function(*values))

    return written


_CONVERSIONS: dict[str, Callable[..., Any]] = {
    "toDynamoDB": to_dynamodb,
    "toString": to_string,
    "toStringSet": to_string_set,
    "toNumber": to_number,
    "toNumberSet": to_number_set,
    "toBinary": to_binary,
    "toBinarySet": to_binary_set,
    "toBoolean": to_boolean,
    "toNull": to_null,
    "toList": to_list,
    "toMap": to_map,
    "toMapValues": to_map_values,
    "toS3Object": to_s3_object,
}

FUNCTIONS: dict[str, Callable[..., Any]] = {
    **_CONVERSIONS,
    **{f"{name}Json": _as_json(function) for name, function in _CONVERSIONS.items()},
    "fromS3ObjectJson": from_s3_object_json,
}
