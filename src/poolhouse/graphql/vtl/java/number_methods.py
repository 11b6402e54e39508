"""``java.lang.Number``."""

from __future__ import annotations

import math

from poolhouse.graphql.utilities.errors import TemplateFailure
from poolhouse.graphql.vtl.java.signatures import Methods


def _integer(value: int | float) -> int:
    """Towards zero; no number at all is 0."""
    return int(value) if isinstance(value, int) or math.isfinite(value) else 0


def _double(value: int | float) -> float:
    try:
        return float(value)
    except OverflowError as error:
        raise TemplateFailure("A number of the template is too large.") from error


METHODS: Methods = {
    ("intValue", 0): ((), _integer),
    ("longValue", 0): ((), _integer),
    ("doubleValue", 0): ((), _double),
}
