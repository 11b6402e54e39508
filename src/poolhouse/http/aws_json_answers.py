"""Answers of the AWS JSON 1.1 protocol, with the CORS headers of the API host."""

from __future__ import annotations

import re

import msgspec
from starlette.types import Message, Send

from poolhouse.errors import ServiceError

Headers = list[tuple[bytes, bytes]]

CONTENT_TYPE = b"application/x-amz-json-1.1"
PREFLIGHT_HEADERS = (
    b"content-type,x-amz-target,x-amz-user-agent,cache-control,amz-sdk-invocation-id,amz-sdk-request,authorization,"
    b"x-amz-date,x-amz-security-token"
)
PREFLIGHT_SECONDS = b"172800"

_FIXED: Headers = [
    (b"content-type", CONTENT_TYPE),
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date"),
]
_HEADER_TEXT_LIMIT = 1024
_NOT_PRINTABLE_ASCII = re.compile(r"[^\x20-\x7e]")
_HEADER_NAMES = re.compile(rb"[A-Za-z0-9_, -]{1,1024}")


async def send_answer(send: Send, request_id: str, status: int, body: bytes, extra: Headers | None = None) -> None:
    headers = [
        *_FIXED,
        (b"content-length", b"%d" % len(body)),
        (b"x-amzn-requestid", request_id.encode("ascii")),
        *(extra or ()),
    ]
    start: Message = {"type": "http.response.start", "status": status, "headers": headers}
    await send(start)
    await send({"type": "http.response.body", "body": body})


async def send_error(send: Send, request_id: str, error: ServiceError, extra: Headers | None = None) -> None:
    """The error's type and text in body and headers. Header text is cut and stripped to printable ASCII."""
    body = msgspec.json.encode({"__type": error.type, "message": error.message})
    await send_answer(send, request_id, error.status, body, [*error_headers(error), *(extra or ())])


def error_headers(error: ServiceError) -> Headers:
    """``x-amzn-ErrorType`` (its colon is part of the format) and ``x-amzn-ErrorMessage``."""
    text = _NOT_PRINTABLE_ASCII.sub("?", error.message[:_HEADER_TEXT_LIMIT])
    return [
        (b"x-amzn-errortype", f"{error.type}:".encode("ascii")),
        (b"x-amzn-errormessage", text.encode("ascii")),
    ]


def allowed_headers(asked: bytes | None) -> bytes:
    """What a preflight is allowed to send: what it asks for."""
    return asked if asked and _HEADER_NAMES.fullmatch(asked) else PREFLIGHT_HEADERS


async def send_preflight(send: Send, request_id: str, asked_headers: bytes | None) -> None:
    """The answer to a browser's OPTIONS (Fetch standard, CORS-preflight): any origin, POST, the headers asked for."""
    allowed = allowed_headers(asked_headers)
    headers = [
        (b"access-control-allow-origin", b"*"),
        (b"access-control-allow-methods", b"POST"),
        (b"access-control-allow-headers", allowed),
        (b"access-control-max-age", PREFLIGHT_SECONDS),
        (b"content-length", b"0"),
        (b"x-amzn-requestid", request_id.encode("ascii")),
    ]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
