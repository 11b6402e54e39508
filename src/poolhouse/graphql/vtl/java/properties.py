"""Properties of everything but maps, whose properties are their keys. What is not here is null, ``class`` included."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from poolhouse.graphql.vtl.java.entry import Entry
from poolhouse.graphql.vtl.java.loop import Loop
from poolhouse.graphql.vtl.namespace import Namespace

_EMPTY: Mapping[str, Callable[[Any], Any]] = {"empty": lambda value: not value}

_PROPERTIES: Mapping[type, Mapping[str, Callable[[Any], Any]]] = MappingProxyType(
    {
        str: _EMPTY,
        list: _EMPTY,
        Entry: {"key": lambda entry: entry.key, "value": lambda entry: entry.value},
        Loop: {
            "index": lambda loop: loop.index,
            "count": lambda loop: loop.count,
            "hasNext": lambda loop: loop.has_next,
            "first": lambda loop: loop.first,
            "last": lambda loop: loop.last,
            "parent": lambda loop: loop.parent,
        },
    }
)


def read(value: Any, name: str) -> Any:
    if isinstance(value, Namespace):
        return value.group(name)
    getter = _PROPERTIES.get(type(value), {}).get(name)
    return None if getter is None else getter(value)
