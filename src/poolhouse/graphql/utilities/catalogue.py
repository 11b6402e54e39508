"""Every function of ``$util`` and ``$extensions`` by its dotted name; there are no others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from inspect import signature
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import msgspec

from poolhouse.graphql.utilities import (
    checks,
    dynamodb,
    encoding,
    errors_raised,
    extensions,
    headers,
    identifiers,
    json_functions,
    lists,
    logs,
    maps,
    numbers,
    rds,
    strings,
    times,
    xml,
)
from poolhouse.graphql.utilities.errors import TemplateFailure
from poolhouse.graphql.utilities.transform import functions as transform

if TYPE_CHECKING:
    from poolhouse.graphql.utilities.utilities import Utilities

ROOTS: Mapping[str, str] = MappingProxyType({"util": "util", "utils": "util", "extensions": "extensions"})
"""The names that templates begin with, and what each stands for."""


class Utility(msgspec.Struct, frozen=True):
    """One function. ``of_request``: it also takes the request's :class:`Utilities`, first."""

    name: str
    function: Callable[..., Any]
    of_request: bool
    fewest: int
    most: int

    def takes(self, count: int) -> bool:
        return self.fewest <= count <= self.most

    def call(self, utilities: Utilities, *arguments: Any) -> Any:
        """Raises TemplateFailure when it does not take that many arguments."""
        if not self.takes(len(arguments)):
            raise TemplateFailure(f"${self.name} does not take {len(arguments)} arguments.")
        return self.function(utilities, *arguments) if self.of_request else self.function(*arguments)


def _utility(name: str, function: Callable[..., Any], *, of_request: bool) -> Utility:
    parameters = list(signature(function).parameters.values())[1 if of_request else 0 :]
    needed = sum(parameter.default is parameter.empty for parameter in parameters)
    return Utility(name, function, of_request, needed, len(parameters))


# (prefix of the names, functions of their arguments alone, functions that also take the request's Utilities)
_GROUPS: tuple[tuple[str, Mapping[str, Callable[..., Any]], Mapping[str, Callable[..., Any]]], ...] = (
    ("util.", checks.FUNCTIONS, checks.OF_REQUEST),
    ("util.", encoding.FUNCTIONS, {}),
    ("util.", json_functions.FUNCTIONS, {}),
    ("util.", errors_raised.FUNCTIONS, errors_raised.OF_REQUEST),
    ("util.", {}, identifiers.OF_REQUEST),
    ("util.log.", {}, logs.OF_REQUEST),
    ("util.time.", times.FUNCTIONS, times.OF_REQUEST),
    ("util.list.", lists.FUNCTIONS, {}),
    ("util.map.", maps.FUNCTIONS, {}),
    ("util.math.", numbers.FUNCTIONS, numbers.OF_REQUEST),
    ("util.str.", strings.FUNCTIONS, {}),
    ("util.dynamodb.", dynamodb.FUNCTIONS, {}),
    ("util.rds.", rds.FUNCTIONS, {}),
    ("util.xml.", xml.FUNCTIONS, {}),
    ("util.http.", headers.FUNCTIONS, headers.OF_REQUEST),
    ("util.transform.", transform.FUNCTIONS, {}),
    ("extensions.", extensions.FUNCTIONS, extensions.OF_REQUEST),
)

_UTILITIES: Mapping[str, Utility] = MappingProxyType(
    {
        prefix + name: _utility(prefix + name, function, of_request=of_request)
        for prefix, plain, with_request in _GROUPS
        for functions, of_request in ((plain, False), (with_request, True))
        for name, function in functions.items()
    }
)


def find(name: str) -> Utility | None:
    """By dotted name, e.g. ``util.time.nowISO8601``."""
    return _UTILITIES.get(name)


def names() -> Iterable[str]:
    """All of them."""
    return _UTILITIES.keys()


def is_group(name: str) -> bool:
    """Whether functions have names that begin with ``name`` and a dot."""
    return any(known.startswith(f"{name}.") for known in _UTILITIES)
