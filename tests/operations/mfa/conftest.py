from __future__ import annotations

from typing import Any

import pytest

from tests.factors import Factors, make_factors


@pytest.fixture
def factors(house: Any) -> Factors:
    """Users turn their second factor on themselves."""
    return make_factors(house)


@pytest.fixture
def strict(house: Any) -> Factors:
    """Nobody gets in without a second factor."""
    return make_factors(house, "ON")
