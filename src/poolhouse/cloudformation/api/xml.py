"""Answers of the Query protocol: dictionaries are elements, lists have ``<member>`` elements, None is left out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from xml.sax.saxutils import escape

NAMESPACE = "http://cloudformation.amazonaws.com/doc/2010-05-15/"
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML 1.0 cannot carry, not even escaped (section 2.2)."""


class Moment(float):
    """Unix seconds, written as a date."""


def success(action: str, result: Mapping[str, Any] | None, request_id: str) -> bytes:
    inner = "" if result is None else f"<{action}Result>{_members(result)}</{action}Result>"
    metadata = f"<ResponseMetadata><RequestId>{request_id}</RequestId></ResponseMetadata>"
    return f'<{action}Response xmlns="{NAMESPACE}">{inner}{metadata}</{action}Response>'.encode()


def failure(code: str, message: str, request_id: str, *, sender: bool) -> bytes:
    error = _members({"Type": "Sender" if sender else "Receiver", "Code": code, "Message": message})
    return (
        f'<ErrorResponse xmlns="{NAMESPACE}"><Error>{error}</Error><RequestId>{request_id}</RequestId></ErrorResponse>'
    ).encode()


def _members(values: Mapping[str, Any]) -> str:
    return "".join(f"<{name}>{_content(value)}</{name}>" for name, value in values.items() if value is not None)


def _content(value: Any) -> str:
    match value:
        case Mapping():
            return _members(value)
        case list():
            return "".join(f"<member>{_content(member)}</member>" for member in value)
        case bool():
            return "true" if value else "false"
        case Moment():
            return datetime.fromtimestamp(value, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        case _:
            # A carriage return would come back as a line feed if it stood there as itself.
            return escape(_NOT_IN_XML.sub("\ufffd", str(value)), {"\r": "&#13;"})
