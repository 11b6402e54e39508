"""How the tables of methods are written: ``(name, number of arguments)`` to the types of these and a function.

``object`` takes anything, null too. A function answers ``""`` where Java's returns nothing (``void``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Methods = dict[tuple[str, int], tuple[tuple[type, ...], Callable[..., Any]]]


def accepts(types: tuple[type, ...], arguments: list[Any]) -> bool:
    return all(
        expected is object or (isinstance(argument, expected) and not (expected is int and isinstance(argument, bool)))
        for expected, argument in zip(types, arguments, strict=True)
    )
