"""Fields of queries and forms (application/x-www-form-urlencoded), each of which may stand there once."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import parse_qsl

MOST_FIELDS = 50


class Malformed(Exception):
    """Not a form, not UTF-8, or too many fields."""


class Fields(NamedTuple):
    """``repeated``: names that stand there more than once, which OAuth forbids (RFC 6749, 3.1 and 3.2)."""

    values: dict[str, str]
    repeated: frozenset[str]


def read_fields(*parts: bytes) -> Fields:
    """Raises Malformed."""
    try:
        pairs = [
            pair
            for part in parts
            if part
            for pair in parse_qsl(
                part.decode(),
                keep_blank_values=True,
                strict_parsing=True,
                errors="strict",
                max_num_fields=MOST_FIELDS,
            )
        ]
    except ValueError:
        raise Malformed from None
    names = [name for name, _ in pairs]
    repeated = frozenset(name for name in names if names.count(name) > 1)
    return Fields(dict(pairs), repeated)
