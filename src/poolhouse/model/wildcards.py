"""Patterns of IAM: ``*`` stands for any text, ``?`` for one character, everything else for itself."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum


class Wild(Enum):
    ANY = "*"
    ONE = "?"


Token = str | Wild
"""One character of a pattern, or a wildcard."""


def tokens(text: str) -> list[Token]:
    """The tokens of a pattern whose every ``*`` and ``?`` is a wildcard."""
    return [Wild(character) if character in "*?" else character for character in text]


def matches(pattern: Sequence[Token], text: str) -> bool:
    """Whether the whole text fits. Never takes more than (pattern length x text length) steps: on a mismatch only the
    last ``*`` gives way, since what an earlier one could still take, the last can take as well."""
    at = position = 0
    star: int | None = None
    retry = 0
    while position < len(text):
        token = pattern[at] if at < len(pattern) else None
        if token is Wild.ANY:
            star, retry = at, position
            at += 1
        elif token is Wild.ONE or token == text[position]:
            at += 1
            position += 1
        elif star is not None:
            at = star + 1
            retry += 1
            position = retry
        else:
            return False
    return all(token is Wild.ANY for token in pattern[at:])
