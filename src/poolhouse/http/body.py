"""Request bodies within limits of size and time."""

from __future__ import annotations

import asyncio

import msgspec
from starlette.types import Receive, Scope

from poolhouse.http.problems import BODY_TOO_LARGE, BODY_TOO_SLOW


class Disconnected(Exception):
    """The client went away before its body was complete; nobody waits for an answer."""


class BodyLimits(msgspec.Struct, frozen=True):
    """``size`` in bytes; ``seconds`` for the whole body, from the end of the headers."""

    size: int = 1024 * 1024
    seconds: float = 20.0


async def read_body(scope: Scope, receive: Receive, limits: BodyLimits) -> bytes:
    """The whole body. Raises ServiceError (413, 408) and Disconnected.

    A body that is announced too large is refused unread; the caller closes the connection then.
    """
    for name, value in scope["headers"]:
        if name == b"content-length" and (not value.isdigit() or int(value[:20]) > limits.size):
            raise BODY_TOO_LARGE(limit=limits.size)
    try:
        async with asyncio.timeout(limits.seconds):
            return await _read(receive, limits.size)
    except TimeoutError:
        raise BODY_TOO_SLOW() from None


async def _read(receive: Receive, limit: int) -> bytes:
    chunks: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Disconnected
        chunk = message.get("body", b"")
        size += len(chunk)
        if size > limit:
            raise BODY_TOO_LARGE(limit=limit)
        if not message.get("more_body", False):
            return b"".join((*chunks, chunk)) if chunks else chunk
        chunks.append(chunk)
