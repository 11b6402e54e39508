"""``$util``: JSON, and the two ways to print nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from poolhouse.graphql.utilities.json_text import parse_json, to_json


def quiet(_value: Any) -> str:
    return ""


FUNCTIONS: dict[str, Callable[..., Any]] = {"toJson": to_json, "parseJson": parse_json, "qr": quiet, "quiet": quiet}
