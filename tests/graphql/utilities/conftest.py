"""Calling a function by its name, with a clock that stands still and randomness that counts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from poolhouse.graphql.utilities.utilities import Utilities


class StandingClock:
    def now(self) -> float:
        return 1_795_219_149.123


class CountingEntropy:
    def __init__(self) -> None:
        self._next = 0

    def token_bytes(self, count: int) -> bytes:
        self._next += 1
        return self._next.to_bytes(count, "big")

    def uuid(self) -> str:
        self._next += 1
        return f"00000000-0000-4000-8000-{self._next:012d}"


@pytest.fixture
def utilities() -> Utilities:
    return Utilities(StandingClock(), CountingEntropy(), "User Pool Authorization")


@pytest.fixture
def call(utilities: Utilities) -> Callable[..., Any]:
    """``call("util.toJson", value)``."""

    def called(name: str, *arguments: Any) -> Any:
        return utilities.function(name)(*arguments)

    return called
