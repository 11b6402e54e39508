"""Opaque tokens that continue a list behind its last key."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from typing import TypeVar

from poolhouse import errors

Item = TypeVar("Item")

_MARK = b"after:"
"""Tells a token from any other Base64 text."""


def after(token: str | None) -> str | None:
    """The key to continue behind. Raises ServiceError InvalidParameterException."""
    if token is None:
        return None
    try:
        content = base64.b64decode(token, altchars=b"-_", validate=True)
        if not content.startswith(_MARK):
            raise errors.BAD_PAGINATION_TOKEN()
        return content.removeprefix(_MARK).decode()
    except (binascii.Error, ValueError):
        raise errors.BAD_PAGINATION_TOKEN() from None


def split(items: Sequence[Item], limit: int, key: Callable[[Item], str]) -> tuple[list[Item], str | None]:
    """A page of ``limit`` out of ``limit + 1`` items read, and the token of the next page when there is one."""
    page = list(items[:limit])
    token = base64.urlsafe_b64encode(_MARK + key(page[-1]).encode()).decode() if len(items) > limit else None
    return page, token
