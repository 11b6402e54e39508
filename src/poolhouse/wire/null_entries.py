"""Null values in maps of a request are as if they were not there.

amazon-cognito-identity-js sends ``DEVICE_KEY: null`` once it has been told that its device is gone, and signs in.
"""

from __future__ import annotations

from typing import Any

from poolhouse.wire.rules import List, Map, Rule, Structure


def without_null_entries(shapes: dict[str, Rule], shape: str, value: Any) -> Any:
    """``value``, which need not fit its shape, less the null values of maps."""
    rule = shapes[shape]
    if isinstance(rule, Structure) and isinstance(value, dict):
        return {
            name: without_null_entries(shapes, rule.members[name], member) if name in rule.members else member
            for name, member in value.items()
        }
    if isinstance(rule, List) and isinstance(value, list):
        return [without_null_entries(shapes, rule.member, item) for item in value]
    if isinstance(rule, Map) and isinstance(value, dict):
        return {key: without_null_entries(shapes, rule.value, item) for key, item in value.items() if item is not None}
    return value
