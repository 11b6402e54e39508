"""Membership in a list as Java's ``equals`` has it."""

from __future__ import annotations

from typing import Any

from poolhouse.graphql.utilities.errors import TemplateFailure
from poolhouse.graphql.utilities.java_text import java_equals

_MAX_COMPARISONS = 100_000


class Members:
    """Scalars are found in constant time; maps and lists one by one, as often as a bound allows."""

    def __init__(self, values: list[Any]) -> None:
        self._scalars = {_key(value) for value in values if not isinstance(value, dict | list)}
        self._containers = [value for value in values if isinstance(value, dict | list)]
        self._comparisons = 0

    def __contains__(self, value: Any) -> bool:
        if not isinstance(value, dict | list):
            return _key(value) in self._scalars
        self._comparisons += len(self._containers)
        if self._comparisons > _MAX_COMPARISONS:
            raise TemplateFailure("Lists of maps are too long to be compared.")
        return any(java_equals(value, other) for other in self._containers)


def _key(value: Any) -> tuple[bool, Any]:
    """Python holds true and 1 for equal."""
    return isinstance(value, bool), value
