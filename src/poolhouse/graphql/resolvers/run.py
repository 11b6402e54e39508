"""One execution of one resolver, and what it may use."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import msgspec

from poolhouse.graphql.failures import FieldError, out_of_time
from poolhouse.graphql.ports import JsRunner, Web
from poolhouse.graphql.sources.batch import Seat
from poolhouse.graphql.utilities.utilities import Utilities
from poolhouse.ports import Clock, Entropy, FunctionRuntime


class Services(msgspec.Struct, frozen=True, kw_only=True):
    """``in_background`` runs what nobody waits for; ``name`` tells its failures apart in the log."""

    functions: FunctionRuntime
    scripts: JsRunner
    web: Web
    clock: Clock
    entropy: Entropy
    in_background: Callable[[str, Coroutine[Any, Any, object]], None]


class Run(msgspec.Struct, kw_only=True):
    """``context`` is ``$ctx``, shared and changed by every step. ``deadline`` is on the loop's clock.

    ``refused`` is the error of ``util.unauthorized()``. ``seats`` are this run's places in batches, one for each step
    that is batched.
    """

    context: dict[str, Any]
    utilities: Utilities
    services: Services
    deadline: float
    refused: FieldError
    appended: list[FieldError] = msgspec.field(default_factory=list)
    seats: dict[int, Seat] = msgspec.field(default_factory=dict)

    @property
    def seconds_left(self) -> float:
        """Raises FieldError when there are none."""
        left = self.deadline - asyncio.get_running_loop().time()
        if left <= 0:
            raise out_of_time()
        return left

    def append(self, error: FieldError) -> None:
        """``util.appendError``: recorded beside the result."""
        self.appended.append(error)
        self.context["outErrors"].append(
            {"message": error.message, "type": error.type, "data": error.data, "errorInfo": error.info}
        )


def copied(value: Any) -> Any:
    """A JSON value of the run's own: a template may change whatever it sees."""
    if isinstance(value, dict):
        return {key: copied(item) for key, item in value.items()}
    if isinstance(value, list):
        return [copied(item) for item in value]
    return value
