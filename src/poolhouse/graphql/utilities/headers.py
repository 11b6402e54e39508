"""``$util.http``: headers to pass on, and headers of the answer."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from poolhouse.graphql.utilities import arguments
from poolhouse.graphql.utilities.errors import TemplateFailure

if TYPE_CHECKING:
    from poolhouse.graphql.utilities.utilities import Utilities

# AppSync developer guide, "HTTP helpers in $util.http": these belong to one connection.
_OF_ONE_CONNECTION = frozenset(
    {
        "connection",
        "content-length",
        "expect",
        "host",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "te",
        "transfer-encoding",
        "upgrade",
    }
)
_OF_THE_SERVICE = _OF_ONE_CONNECTION | {
    "authorization",
    "content-encoding",
    "content-type",
    "cookie",
    "date",
    "server",
    "set-cookie",
    "trailer",
    "via",
}
_SERVICE_PREFIXES = ("x-amz", "access-control-")

# RFC 9110 section 5: a name is a token; a value holds no control characters.
_NAME = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,100}")
_VALUE = re.compile(r"[\t\x20-\x7E\x80-\xFF]{0,8192}")
_MAX_HEADERS = 50


def copy_headers(headers: Any) -> dict[Any, Any]:
    """All but those of a connection."""
    items = arguments.map_of_values(headers, "http.copyHeaders").items()
    return {name: value for name, value in items if str(name).lower() not in _OF_ONE_CONNECTION}


def add_response_header(utilities: Utilities, name: Any, value: Any) -> str:
    header = arguments.text(name, "http.addResponseHeader").lower()
    content = arguments.text(value, "http.addResponseHeader")
    if not _NAME.fullmatch(header) or not _VALUE.fullmatch(content):
        raise TemplateFailure("$util.http.addResponseHeader got a name or a value that no header can have.")
    if header in _OF_THE_SERVICE or header.startswith(_SERVICE_PREFIXES):
        raise TemplateFailure(f"$util.http.addResponseHeader cannot set the header {header}.")
    if header not in utilities.response_headers and len(utilities.response_headers) == _MAX_HEADERS:
        raise TemplateFailure(f"A response cannot have more than {_MAX_HEADERS} headers of its own.")
    utilities.response_headers[header] = content
    return ""


def add_response_headers(utilities: Utilities, headers: Any) -> str:
    for name, value in arguments.map_of_values(headers, "http.addResponseHeaders").items():
        add_response_header(utilities, name, value)
    return ""


FUNCTIONS: dict[str, Callable[..., Any]] = {"copyHeaders": copy_headers}
OF_REQUEST: dict[str, Callable[..., Any]] = {
    "addResponseHeader": add_response_header,
    "addResponseHeaders": add_response_headers,
}
