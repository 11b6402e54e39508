"""``$util.list``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from poolhouse.graphql.utilities import arguments
from poolhouse.graphql.utilities.java_text import is_number
from poolhouse.graphql.utilities.members import Members

_MAX_SORTED = 1000


def copy_and_retain_all(values: Any, retained: Any) -> list[Any]:
    """A new list of the values that are also in ``retained``."""
    wanted = Members(arguments.list_of_values(retained, "list.copyAndRetainAll"))
    return [value for value in arguments.list_of_values(values, "list.copyAndRetainAll") if value in wanted]


def copy_and_remove_all(values: Any, removed: Any) -> list[Any]:
    """A new list of the values that are not in ``removed``."""
    unwanted = Members(arguments.list_of_values(removed, "list.copyAndRemoveAll"))
    return [value for value in arguments.list_of_values(values, "list.copyAndRemoveAll") if value not in unwanted]


def sort_list(values: Any, descending: Any, name: Any) -> Any:
    """A sorted copy: of maps by the property ``name``, of texts or numbers by themselves.

    Lists of more than 1,000 values or of mixed types come back as they are (AppSync's list helpers).
    """
    items = arguments.list_of_values(values, "list.sortList")
    key = None if name is None else arguments.text(name, "list.sortList")
    keys: list[Any] = [item.get(key) if isinstance(item, dict) else item for item in items]
    if len(items) > _MAX_SORTED or not _comparable(keys) or len({isinstance(item, dict) for item in items}) > 1:
        return values
    order = sorted(range(len(items)), key=lambda position: keys[position], reverse=descending is True)
    return [items[position] for position in order]


def _comparable(keys: list[Any]) -> bool:
    return all(isinstance(each, str) for each in keys) or all(is_number(each) for each in keys)


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "copyAndRetainAll": copy_and_retain_all,
    "copyAndRemoveAll": copy_and_remove_all,
    "sortList": sort_list,
}
