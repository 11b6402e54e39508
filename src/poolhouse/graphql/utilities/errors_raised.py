"""``$util``: errors raised and errors recorded."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NoReturn

from poolhouse.graphql.utilities.errors import ResolverError, Unauthorized
from poolhouse.graphql.utilities.java_text import java_text
from poolhouse.graphql.utilities.json_text import json_value

if TYPE_CHECKING:
    from poolhouse.graphql.utilities.utilities import Utilities


def error(message: Any, error_type: Any = None, data: Any = None, error_info: Any = None) -> NoReturn:
    raise _resolver_error(message, error_type, data, error_info)


def unauthorized() -> NoReturn:
    raise Unauthorized


def validate(condition: Any, message: Any, error_type: Any = "CustomTemplateException", data: Any = None) -> str:
    """Anything but true fails: a condition that could not be evaluated must not pass."""
    if condition is not True:
        raise _resolver_error(message, error_type, data, None)
    return ""


def append_error(
    utilities: Utilities, message: Any, error_type: Any = None, data: Any = None, error_info: Any = None
) -> str:
    utilities.appended_errors.append(_resolver_error(message, error_type, data, error_info))
    return ""


def get_errors(utilities: Utilities) -> list[dict[str, Any]]:
    """The recorded errors; AppSync does not document their keys."""
    return [
        {"message": each.message, "type": each.type, "data": each.data, "errorInfo": each.error_info}
        for each in utilities.appended_errors
    ]


def auth_type(utilities: Utilities) -> str:
    return utilities.auth_type


def _resolver_error(message: Any, error_type: Any, data: Any, error_info: Any) -> ResolverError:
    return ResolverError(_text_or_null(message), _text_or_null(error_type), json_value(data), json_value(error_info))


def _text_or_null(value: Any) -> str | None:
    return None if value is None else java_text(value)


FUNCTIONS: dict[str, Callable[..., Any]] = {"error": error, "unauthorized": unauthorized, "validate": validate}
OF_REQUEST: dict[str, Callable[..., Any]] = {
    "appendError": append_error,
    "getErrors": get_errors,
    "authType": auth_type,
}
