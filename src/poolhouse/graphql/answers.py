"""Results and errors in AppSync's shape: the keys of an error in this order, and not all of them in every kind."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from graphql import ExecutionResult, GraphQLError, GraphQLList, GraphQLNonNull, GraphQLObjectType, GraphQLSchema

from poolhouse.graphql.failures import FieldError, ScalarFailure, TypeMismatch
from poolhouse.graphql.state import Appended

_NULL_WHERE_NONE_MAY_BE = re.compile(r"Cannot return null for non-nullable field (\w+)\.(\w+)\.")
_NULL_VARIABLE = re.compile(
    r"Variable '\$(\w+)' has invalid value: "
    r"Expected (?:a )?value of non-null type '([^']+)' (?:to be provided|not to be None)\."
)
_log = logging.getLogger(__name__)


def typed(error: FieldError, path: list[str | int] | None = None, locations: Any = None) -> dict[str, Any]:
    """An entry of ``errors`` with all keys."""
    return {
        "path": path,
        "data": error.data,
        "errorType": error.type,
        "errorInfo": error.info,
        "locations": locations,
        "message": error.message,
    }


def untyped(message: str, path: list[str | int] | None, locations: Any) -> dict[str, Any]:
    """What graphql-java itself reports: validation, coercion and completion of values."""
    return {"path": path, "locations": locations, "message": message}


def invalid(errors: Iterable[GraphQLError]) -> dict[str, Any]:
    """The answer to a query that does not fit the schema."""
    return {"data": None, "errors": [untyped(error.message, None, _locations(error)) for error in errors]}


def failed(error: FieldError) -> dict[str, Any]:
    """The answer to a request that failed as a whole."""
    return {"data": None, "errors": [typed(error)]}


def executed(result: ExecutionResult, appended: Iterable[Appended], schema: GraphQLSchema) -> dict[str, Any]:
    entries = [_entry(error, schema) for error in result.errors or ()]
    entries += [typed(each.error, each.path, _of_nodes(each.nodes)) for each in appended]
    return {"data": result.data, "errors": entries} if entries else {"data": result.data}


def encoded(answer: Mapping[str, Any]) -> bytes:
    return msgspec.json.encode(answer)


def _entry(error: GraphQLError, schema: GraphQLSchema) -> dict[str, Any]:
    cause, path = error.original_error, error.path
    if isinstance(cause, FieldError):
        return typed(cause, path, _locations(error))
    if path is None:
        # graphql-java's words for a variable that is missing or null; unconfirmed for AppSync.
        text = _NULL_VARIABLE.sub(r"Variable '\1' has coerced Null value for NonNull type '\2'", error.message)
        return untyped(text, None, _locations(error))
    if isinstance(cause, ScalarFailure):
        return untyped(f"Can't serialize value ({_pointer(path)}) : {cause}", path, None)
    if isinstance(cause, TypeMismatch):
        return untyped(f"Can't resolve value ({_pointer(path)}) : {cause}", path, None)
    found = _NULL_WHERE_NONE_MAY_BE.fullmatch(error.message)
    if found:
        parent, kind = found[1], _non_null_type(schema, found[1], found[2], path)
        text = f"Cannot return null for non-nullable type: '{kind}' within parent '{parent}' ({_pointer(path)})"
        return untyped(text, path, None)
    if error.message.startswith("Expected Iterable"):
        return untyped(f"Can't resolve value ({_pointer(path)}) : {TypeMismatch('LIST')}", path, None)
    if cause is None or isinstance(cause, GraphQLError):
        return untyped(f"Can't serialize value ({_pointer(path)}) : {error.message}", path, None)
    _log.error("A field could not be completed", exc_info=cause)
    return typed(FieldError("An internal failure occurred.", "InternalFailure"), path, _locations(error))


def _non_null_type(schema: GraphQLSchema, parent: str, field: str, path: list[str | int]) -> str:
    """The type that must not be null: the field's own, or that of the items where the path ends in indexes."""
    owner = schema.type_map[parent]
    assert isinstance(owner, GraphQLObjectType)
    type_: Any = owner.fields[field].type
    depth = 0
    for key in reversed(path):
        if not isinstance(key, int):
            break
        depth += 1
    for _ in range(depth):
        type_ = type_.of_type if isinstance(type_, GraphQLNonNull) else type_
        type_ = type_.of_type if isinstance(type_, GraphQLList) else type_
    return str(type_.of_type if isinstance(type_, GraphQLNonNull) else type_)


def _pointer(path: list[str | int]) -> str:
    return "".join(f"[{key}]" if isinstance(key, int) else f"/{key}" for key in path)


def _locations(error: GraphQLError) -> list[dict[str, Any]] | None:
    return [_location(each.line, each.column) for each in error.locations] if error.locations else None


def _of_nodes(nodes: Iterable[Any]) -> list[dict[str, Any]]:
    return [_location(node.loc.start_token.line, node.loc.start_token.column) for node in nodes if node.loc]


def _location(line: int, column: int) -> dict[str, Any]:
    return {"line": line, "column": column, "sourceName": None}
