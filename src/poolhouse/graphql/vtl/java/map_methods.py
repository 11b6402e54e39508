"""``java.util.Map``."""

from __future__ import annotations

from typing import Any

from poolhouse.graphql.utilities.errors import TemplateFailure
from poolhouse.graphql.utilities.java_text import java_equals
from poolhouse.graphql.utilities.limits import MAX_ITEMS
from poolhouse.graphql.vtl.java.entry import Entry
from poolhouse.graphql.vtl.java.keys import is_key, look_up, new_key
from poolhouse.graphql.vtl.java.signatures import Methods

Map = dict[Any, Any]


def _put(values: Map, key: Any, value: Any) -> Any:
    """The value before, as in Java: null when there was none."""
    before = look_up(values, key)
    values[new_key(key)] = value
    return before


def _put_all(values: Map, others: Map) -> str:
    if len(values) + len(others) > MAX_ITEMS:
        raise TemplateFailure(f"A map has more than {MAX_ITEMS} keys.")
    values.update(others)
    return ""


def _clear(values: Map) -> str:
    values.clear()
    return ""


METHODS: Methods = {
    ("get", 1): ((object,), look_up),
    ("getOrDefault", 2): ((object, object), look_up),
    ("put", 2): ((object, object), _put),
    ("putAll", 1): ((dict,), _put_all),
    ("remove", 1): ((object,), lambda values, key: values.pop(key, None) if is_key(key) else None),
    ("clear", 0): ((), _clear),
    ("containsKey", 1): ((object,), lambda values, key: is_key(key) and key in values),
    ("containsValue", 1): (
        (object,),
        lambda values, value: any(java_equals(each, value) for each in values.values()),
    ),
    ("keySet", 0): ((), list),
    ("values", 0): ((), lambda values: list(values.values())),
    ("entrySet", 0): ((), lambda values: [Entry(key, value) for key, value in values.items()]),
    ("size", 0): ((), len),
    ("isEmpty", 0): ((), lambda values: not values),
}
