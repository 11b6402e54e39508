"""``$util.rds``: the answer of a relational data source (RDS Data API) as rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from poolhouse.graphql.utilities.errors import TemplateFailure
from poolhouse.graphql.utilities.json_text import parse_json, to_json


def to_json_object(answer: Any) -> list[list[dict[str, Any]]] | None:
    """One list of rows per statement; a row maps the name of a column to its value."""
    parsed = parse_json(answer)
    if parsed is None:
        return None
    try:
        return [[_row(record, each["columnMetadata"]) for record in each["records"]] for each in _statements(parsed)]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise TemplateFailure("$util.rds expects the answer of a relational data source.") from error


def to_json_string(answer: Any) -> str:
    return to_json(to_json_object(answer))


def _statements(answer: dict[str, Any]) -> list[dict[str, Any]]:
    # A statement that changes rows answers without records.
    return [{"records": [], "columnMetadata": [], **statement} for statement in answer["sqlStatementResults"]]


def _row(record: list[dict[str, Any]], columns: list[dict[str, Any]]) -> dict[str, Any]:
    if len(record) != len(columns):
        raise TemplateFailure("A record of the relational data source has not the columns that it announces.")
    return {column.get("label") or column["name"]: _value(cell) for column, cell in zip(columns, record, strict=True)}


def _value(cell: dict[str, Any]) -> Any:
    """``{"stringValue": "x"}`` and the like hold one value; ``{"isNull": true}`` is null."""
    ((kind, value),) = cell.items()
    return None if kind == "isNull" else value


FUNCTIONS: dict[str, Callable[..., Any]] = {"toJsonObject": to_json_object, "toJsonString": to_json_string}
