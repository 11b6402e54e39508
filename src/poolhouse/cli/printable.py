"""Text from users and functions on a terminal: it must not be able to steer it."""

from __future__ import annotations


def printable(text: str, *, keep: str = "") -> str:
    """``text`` with a replacement character for whatever is not printable; the characters of ``keep`` stay."""
    return "".join(character if character.isprintable() or character in keep else "\ufffd" for character in text)
