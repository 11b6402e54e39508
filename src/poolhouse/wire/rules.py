"""Constraints of a service model as values: what the slow pass of :mod:`poolhouse.wire.validation` walks.

Names in ``member``, ``key``, ``value`` and ``members`` are shape names of the same table. Values marked ``sensitive``
are never repeated to the caller.
"""

from __future__ import annotations

from typing import NamedTuple


class Text(NamedTuple):
    """A string. ``pattern`` is the service's own text, ``regex`` its Python equivalent for ``re.search``."""

    min: int = 0
    max: int | None = None
    pattern: str | None = None
    regex: str | None = None
    values: tuple[str, ...] = ()
    sensitive: bool = False


class Number(NamedTuple):
    """An integer. ``bounds`` are those of the wire type, ``min`` and ``max`` those of the member."""

    bounds: tuple[int, int]
    min: int | None = None
    max: int | None = None


class Flag(NamedTuple):
    """true or false."""


class Blob(NamedTuple):
    """Bytes, base64 on the wire; lengths in bytes."""

    min: int = 0
    max: int | None = None


class Document(NamedTuple):
    """Any JSON value."""


class List(NamedTuple):
    member: str
    min: int = 0
    max: int | None = None


class Map(NamedTuple):
    key: str
    value: str
    min: int = 0
    max: int | None = None
    sensitive: bool = False


class Structure(NamedTuple):
    members: dict[str, str]
    required: tuple[str, ...]
    sensitive: bool = False


Rule = Text | Number | Flag | Blob | Document | List | Map | Structure
