"""Checks of arguments: a function that gets what it cannot work with ends the template, naming itself."""

from __future__ import annotations

from typing import Any

from poolhouse.graphql.utilities.errors import TemplateFailure
from poolhouse.graphql.utilities.java_text import is_number


def text(value: Any, function: str) -> str:
    if not isinstance(value, str):
        raise TemplateFailure(f"$util.{function} expects a text.")
    return value


def number(value: Any, function: str) -> int | float:
    if not is_number(value) or value != value or value in (float("inf"), float("-inf")):
        raise TemplateFailure(f"$util.{function} expects a number.")
    return value  # type: ignore[no-any-return]


def integer(value: Any, function: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TemplateFailure(f"$util.{function} expects an integer.")
    return value


def list_of_values(value: Any, function: str) -> list[Any]:
    if not isinstance(value, list):
        raise TemplateFailure(f"$util.{function} expects a list.")
    return value


def map_of_values(value: Any, function: str) -> dict[Any, Any]:
    if not isinstance(value, dict):
        raise TemplateFailure(f"$util.{function} expects a map.")
    return value
