from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest


@dataclass(frozen=True)
class Place:
    """A pool with one public client and one confirmed user, ``marina``."""

    pool: str
    client: str
    sub: str


@pytest.fixture
def place(house: Any) -> Place:
    pool = house.pool()
    return Place(pool, house.client_id(pool), house.user(pool, email="marina@poolhouse.test", email_verified="true"))


@pytest.fixture(scope="module")
def shared(house: Any) -> Place:
    """As ``place``, for tests that change nothing in it."""
    pool = house.pool()
    return Place(pool, house.client_id(pool), house.user(pool))


@pytest.fixture(scope="session")
def function_house(make_house: Callable[..., Any]) -> Any:
    """A service with the functions ``unchanged`` and ``throwing``."""
    handlers = Path(__file__).parent / "handlers"
    return make_house(unchanged=handlers / "unchanged.mjs", throwing=handlers / "throwing.mjs")
