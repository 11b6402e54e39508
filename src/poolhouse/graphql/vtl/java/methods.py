"""Calls of methods. What is not in these tables does not exist; a call of it is null, as in AppSync."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from poolhouse.graphql.utilities.java_regex import SearchTime
from poolhouse.graphql.utilities.java_text import java_equals, java_text
from poolhouse.graphql.vtl.java import list_methods, map_methods, number_methods, string_methods
from poolhouse.graphql.vtl.java.entry import Entry
from poolhouse.graphql.vtl.java.loop import Loop
from poolhouse.graphql.vtl.java.signatures import Methods, accepts

_OF_ALL: Methods = {
    ("toString", 0): ((), java_text),
    ("equals", 1): ((object,), java_equals),
}
_ENTRY: Methods = {
    ("getKey", 0): ((), lambda entry: entry.key),
    ("getValue", 0): ((), lambda entry: entry.value),
}
_LOOP: Methods = {
    ("index", 0): ((), lambda loop: loop.index),
    ("count", 0): ((), lambda loop: loop.count),
    ("hasNext", 0): ((), lambda loop: loop.has_next),
    ("first", 0): ((), lambda loop: loop.first),
    ("last", 0): ((), lambda loop: loop.last),
    ("parent", 0): ((), lambda loop: loop.parent),
    ("getIndex", 0): ((), lambda loop: loop.index),
    ("getCount", 0): ((), lambda loop: loop.count),
}

_METHODS: Mapping[type, Methods] = MappingProxyType(
    {
        str: _OF_ALL | string_methods.METHODS,
        list: _OF_ALL | list_methods.METHODS,
        dict: _OF_ALL | map_methods.METHODS,
        int: _OF_ALL | number_methods.METHODS,
        float: _OF_ALL | number_methods.METHODS,
        bool: _OF_ALL,
        Entry: _ENTRY,
        Loop: _LOOP,
    }
)


def _methods_of(value: Any) -> Methods:
    # A map that its maker gave a class of its own is a map all the same.
    return _METHODS.get(dict if isinstance(value, dict) else type(value), {})


def call(value: Any, name: str, arguments: list[Any], searches: SearchTime) -> Any:
    """Null for a method that is not there, or that does not take these arguments."""
    found = _methods_of(value).get((name, len(arguments)))
    if found is None:
        return string_methods.search(value, name, arguments, searches) if isinstance(value, str) else None
    types, function = found
    return function(value, *arguments) if accepts(types, arguments) else None
