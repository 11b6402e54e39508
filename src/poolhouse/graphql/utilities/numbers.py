"""``$util.math``."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from poolhouse.graphql.utilities import arguments
from poolhouse.graphql.utilities.errors import TemplateFailure

if TYPE_CHECKING:
    from poolhouse.graphql.utilities.utilities import Utilities


def round_num(value: Any) -> int:
    """The nearest integer, halves upwards (``Math.round``)."""
    number = arguments.number(value, "math.roundNum")
    return number if isinstance(number, int) else math.floor(number + 0.5)


def min_val(left: Any, right: Any) -> int | float:
    return min(arguments.number(left, "math.minVal"), arguments.number(right, "math.minVal"))


def max_val(left: Any, right: Any) -> int | float:
    return max(arguments.number(left, "math.maxVal"), arguments.number(right, "math.maxVal"))


def random_double(utilities: Utilities) -> float:
    """From 0 up to, not including, 1."""
    return (int.from_bytes(utilities.entropy.token_bytes(7), "big") >> 3) / 2.0**53


def random_within_range(utilities: Utilities, low: Any, high: Any) -> int:
    """From ``low`` up to, not including, ``high``; AppSync does not say whether the end belongs to it."""
    first = arguments.integer(low, "math.randomWithinRange")
    count = arguments.integer(high, "math.randomWithinRange") - first
    if count <= 0:
        raise TemplateFailure("$util.math.randomWithinRange expects a lower and a higher bound.")
    # Sixteen bytes more than the range has: the remainder then favours no number that anyone could notice.
    surplus = utilities.entropy.token_bytes((count.bit_length() + 7) // 8 + 16)
    return first + int.from_bytes(surplus, "big") % count


FUNCTIONS: dict[str, Callable[..., Any]] = {"roundNum": round_num, "minVal": min_val, "maxVal": max_val}
OF_REQUEST: dict[str, Callable[..., Any]] = {"randomDouble": random_double, "randomWithinRange": random_within_range}
