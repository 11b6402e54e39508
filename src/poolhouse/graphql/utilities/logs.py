"""``$util.log``: lines for the log of the API."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from poolhouse.graphql.utilities.errors import TemplateFailure
from poolhouse.graphql.utilities.java_text import java_text
from poolhouse.graphql.utilities.json_text import to_json

if TYPE_CHECKING:
    from poolhouse.graphql.utilities.utilities import Utilities

_MAX_LINES = 1000


class LogLine(msgspec.Struct, frozen=True):
    level: Literal["debug", "info", "error"]
    text: str


def info(utilities: Utilities, message: Any, values: Any = None) -> str:
    return _log(utilities, "info", message, values)


def debug(utilities: Utilities, message: Any, values: Any = None) -> str:
    return _log(utilities, "debug", message, values)


def error(utilities: Utilities, message: Any, values: Any = None) -> str:
    return _log(utilities, "error", message, values)


def _log(utilities: Utilities, level: Literal["debug", "info", "error"], message: Any, values: Any) -> str:
    """Each ``{}`` of the message takes the next of the values."""
    if len(utilities.log_lines) == _MAX_LINES:
        raise TemplateFailure(f"The templates of a request log more than {_MAX_LINES} lines.")
    text = java_text(message) if isinstance(message, str) else to_json(message)
    for value in values if isinstance(values, list) else []:
        text = text.replace("{}", java_text(value), 1)
    utilities.log_lines.append(LogLine(level, text))
    return ""


OF_REQUEST: dict[str, Callable[..., Any]] = {"info": info, "debug": debug, "error": error}
