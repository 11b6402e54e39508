"""Bounds on what one template may build. AppSync's own are in its developer guide ("quotas"); the others are ours."""

from __future__ import annotations

from typing import Any

from poolhouse.graphql.utilities.errors import TemplateFailure

MAX_TEXT = 5 * 1024 * 1024
"""Characters of one text, the evaluated template included (AppSync: 5 MB)."""

MAX_ITEMS = 200_000
"""Keys and items of one value, counted as often as they would be printed."""

MAX_NUMBER_BITS = 1024


def bounded_text(text: str) -> str:
    """The text itself; raises TemplateFailure when it is too long."""
    if len(text) > MAX_TEXT:
        raise TemplateFailure(f"A text of the template is longer than {MAX_TEXT} characters.")
    return text


def bounded(value: Any) -> Any:
    """The value itself; raises TemplateFailure when it would be too large to print or compare.

    A list that holds itself, or one that holds a list twice that holds a list twice …, is small in memory and without
    end on paper.
    """
    if not isinstance(value, dict | list):
        return value
    items = 0
    characters = 0
    waiting: list[Any] = [value]
    while waiting:
        container = waiting.pop()
        items += len(container)
        if items > MAX_ITEMS:
            raise TemplateFailure(f"A value of the template has more than {MAX_ITEMS} items, or holds itself.")
        if isinstance(container, dict):
            characters += sum(len(key) for key in container if isinstance(key, str))
            container = container.values()
        for item in container:
            if isinstance(item, str):
                characters += len(item)
            elif isinstance(item, dict | list):
                waiting.append(item)
    if characters > MAX_TEXT:
        raise TemplateFailure(f"The texts of a value are longer than {MAX_TEXT} characters together.")
    return value
