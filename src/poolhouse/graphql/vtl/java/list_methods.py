"""``java.util.List``, and the sets that maps give, which are lists here."""

from __future__ import annotations

from typing import Any

from poolhouse.graphql.utilities.errors import TemplateFailure
from poolhouse.graphql.utilities.java_text import java_equals
from poolhouse.graphql.utilities.limits import MAX_ITEMS
from poolhouse.graphql.utilities.members import Members
from poolhouse.graphql.vtl.java.signatures import Methods

Items = list[Any]


def _get(items: Items, index: int) -> Any:
    return items[index] if 0 <= index < len(items) else None


def _checked(items: Items, index: int, last: int) -> int:
    if not 0 <= index <= last:
        raise TemplateFailure(f"A list of {len(items)} items has no place {index}.")
    return index


def _grown(items: Items, more: int) -> Items:
    if len(items) + more > MAX_ITEMS:
        raise TemplateFailure(f"A list has more than {MAX_ITEMS} items.")
    return items


def _add(items: Items, item: Any) -> bool:
    _grown(items, 1).append(item)
    return True


def _insert(items: Items, index: int, item: Any) -> str:
    _grown(items, 1).insert(_checked(items, index, len(items)), item)
    return ""


def _add_all(items: Items, others: Items) -> bool:
    _grown(items, len(others)).extend(others)
    return bool(others)


def _set(items: Items, index: int, item: Any) -> Any:
    before = items[_checked(items, index, len(items) - 1)]
    items[index] = item
    return before


def _remove(items: Items, what: Any) -> Any:
    """By place for an integer, giving the item; otherwise the first equal item, giving whether there was one."""
    if isinstance(what, int) and not isinstance(what, bool):
        return items.pop(_checked(items, what, len(items) - 1))
    index = _index_of(items, what)
    if index >= 0:
        del items[index]
    return index >= 0


def _remove_all(items: Items, others: Items) -> bool:
    unwanted = Members(others)
    kept = [item for item in items if item not in unwanted]
    changed = len(kept) < len(items)
    items[:] = kept
    return changed


def _index_of(items: Items, searched: Any) -> int:
    return next((index for index, item in enumerate(items) if java_equals(item, searched)), -1)


def _contains(items: Items, searched: Any) -> bool:
    return any(java_equals(item, searched) for item in items)


def _contains_all(items: Items, others: Items) -> bool:
    members = Members(items)
    return all(other in members for other in others)


def _sub_list(items: Items, start: int, end: int) -> Items:
    return items[_checked(items, start, end) : _checked(items, end, len(items))]


def _clear(items: Items) -> str:
    items.clear()
    return ""


METHODS: Methods = {
    ("get", 1): ((int,), _get),
    ("add", 1): ((object,), _add),
    ("add", 2): ((int, object), _insert),
    ("addAll", 1): ((list,), _add_all),
    ("set", 2): ((int, object), _set),
    ("remove", 1): ((object,), _remove),
    ("removeAll", 1): ((list,), _remove_all),
    ("clear", 0): ((), _clear),
    ("contains", 1): ((object,), _contains),
    ("containsAll", 1): ((list,), _contains_all),
    ("indexOf", 1): ((object,), _index_of),
    ("subList", 2): ((int, int), _sub_list),
    ("size", 0): ((), len),
    ("isEmpty", 0): ((), lambda items: not items),
}
