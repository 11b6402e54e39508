"""One request's utilities: what they need from outside, and what they recorded for the answer."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import msgspec

from poolhouse.graphql.utilities import catalogue
from poolhouse.graphql.utilities.errors import ResolverError, TemplateFailure
from poolhouse.graphql.utilities.java_regex import SearchTime
from poolhouse.graphql.utilities.logs import LogLine
from poolhouse.ports import Clock, Entropy


class Utilities(msgspec.Struct):
    """``auth_type`` is the answer of ``$util.authType()``, e.g. ``"User Pool Authorization"``.

    ``searches`` is what regular expressions may take; resolvers of one request share it.
    The other fields are empty at first and fill as templates run. ``subscription_filter`` and
    ``invalidation_filter`` are filters as in AppSync's "enhanced filtering"; ``invalidations`` holds what
    ``$extensions.invalidateSubscriptions`` asked for, ``{"subscriptionField", "payload"}``.
    """

    clock: Clock
    entropy: Entropy
    auth_type: str
    searches: SearchTime = msgspec.field(default_factory=SearchTime)
    appended_errors: list[ResolverError] = msgspec.field(default_factory=list)
    response_headers: dict[str, str] = msgspec.field(default_factory=dict)
    subscription_filter: dict[str, Any] | None = None
    invalidation_filter: dict[str, Any] | None = None
    invalidations: list[dict[str, Any]] = msgspec.field(default_factory=list)
    log_lines: list[LogLine] = msgspec.field(default_factory=list)

    def function(self, name: str) -> Callable[..., Any]:
        """The function of a dotted name, e.g. ``util.time.nowISO8601``. Raises TemplateFailure when there is none."""
        found = catalogue.find(name)
        if found is None:
            raise TemplateFailure(f"There is no function ${name}.")
        return partial(found.call, self)
