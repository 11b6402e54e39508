"""How deep values that come in may be nested: code that follows them goes one call deeper for each level."""

from __future__ import annotations

from typing import Any

MOST_NESTED = 100
"""Choice: lists and objects in each other."""


def too_deep(value: Any) -> bool:
    """Of a JSON value; found without going deep."""
    level = [value] if isinstance(value, dict | list) else []
    for _ in range(MOST_NESTED):
        level = [
            child
            for container in level
            for child in (container.values() if type(container) is dict else container)
            if type(child) is dict or type(child) is list
        ]
        if not level:
            return False
    return True
