"""``$util``: texts in other notations. Null stays null."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from typing import Any
from urllib.parse import quote_plus, unquote_to_bytes

from poolhouse.graphql.utilities import arguments
from poolhouse.graphql.utilities.errors import TemplateFailure

# Apache Commons' EscapeEcmaScript, which Velocity's users know.
_JAVASCRIPT_ESCAPES = {
    "'": "\\'",
    '"': '\\"',
    "\\": "\\\\",
    "/": "\\/",
    "\b": "\\b",
    "\n": "\\n",
    "\t": "\\t",
    "\f": "\\f",
    "\r": "\\r",
}


def escape_javascript(value: Any) -> str | None:
    if value is None:
        return None
    return "".join(map(_javascript_character, arguments.text(value, "escapeJavaScript")))


def _javascript_character(character: str) -> str:
    if escaped := _JAVASCRIPT_ESCAPES.get(character):
        return escaped
    if " " <= character <= "\x7f":
        return character
    units = character.encode("utf-16-be", "surrogatepass").hex().upper()
    return "".join(f"\\u{units[start : start + 4]}" for start in range(0, len(units), 4))


def url_encode(value: Any) -> str | None:
    """As HTML forms do: a space becomes ``+`` (``java.net.URLEncoder``)."""
    if value is None:
        return None
    encoded = quote_plus(_utf8(value, "urlEncode"), safe="*")
    return encoded.replace("~", "%7E")


def url_decode(value: Any) -> str | None:
    if value is None:
        return None
    decoded = unquote_to_bytes(arguments.text(value, "urlDecode").replace("+", " "))
    return decoded.decode("utf-8", "replace")


def base64_encode(value: Any) -> str | None:
    return None if value is None else base64.b64encode(_utf8(value, "base64Encode")).decode()


def base64_decode(value: Any) -> str | None:
    if value is None:
        return None
    try:
        return base64.b64decode(arguments.text(value, "base64Decode"), validate=True).decode("utf-8", "replace")
    except (binascii.Error, ValueError) as error:
        raise TemplateFailure("$util.base64Decode expects base64.") from error


def _utf8(value: Any, function: str) -> bytes:
    return arguments.text(value, function).encode("utf-8", "replace")


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "escapeJavaScript": escape_javascript,
    "urlEncode": url_encode,
    "urlDecode": url_decode,
    "base64Encode": base64_encode,
    "base64Decode": base64_decode,
}
