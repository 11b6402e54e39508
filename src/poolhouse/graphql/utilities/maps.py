"""``$util.map``. The order of the map is kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from poolhouse.graphql.utilities import arguments


def copy_and_retain_all_keys(values: Any, keys: Any) -> dict[Any, Any]:
    wanted = _keys(keys, "map.copyAndRetainAllKeys")
    items = arguments.map_of_values(values, "map.copyAndRetainAllKeys").items()
    return {key: value for key, value in items if key in wanted}


def copy_and_remove_all_keys(values: Any, keys: Any) -> dict[Any, Any]:
    unwanted = _keys(keys, "map.copyAndRemoveAllKeys")
    items = arguments.map_of_values(values, "map.copyAndRemoveAllKeys").items()
    return {key: value for key, value in items if key not in unwanted}


def _keys(keys: Any, function: str) -> set[Any]:
    return {key for key in arguments.list_of_values(keys, function) if not isinstance(key, dict | list)}


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "copyAndRetainAllKeys": copy_and_retain_all_keys,
    "copyAndRemoveAllKeys": copy_and_remove_all_keys,
}
