"""Deleting what may be gone already."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from poolhouse.errors import ServiceError

_GONE = frozenset({"ResourceNotFoundException", "UserNotFoundException"})


@contextmanager
def already_gone() -> Iterator[None]:
    """Someone deleted it through the API: what the deletion wanted is reached."""
    try:
        yield
    except ServiceError as error:
        if error.type not in _GONE:
            raise
