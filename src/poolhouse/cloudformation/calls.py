"""Calling the server's own APIs from within: the same checks, the same errors, no network."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Protocol

import msgspec

from poolhouse.errors import NOT_BUILT
from poolhouse.operations.caller import Caller
from poolhouse.wire.shape import OperationModel
from poolhouse.wire.validation import decode, encode

Handler = Callable[[Any, Caller], Awaitable[Any | None]]


class FunctionsApi(Protocol):
    """The Lambda API's operations: JSON bodies in, documents out. All raise ServiceError."""

    async def create_function(self, body: bytes) -> dict[str, object]: ...
    async def update_code(self, name: str, body: bytes) -> dict[str, object]: ...
    async def update_configuration(self, name: str, body: bytes) -> dict[str, object]: ...
    async def delete_function(self, name: str) -> None: ...
    async def add_permission(self, name: str, body: bytes) -> dict[str, object]: ...
    async def remove_permission(self, name: str, statement_id: str, revision_id: str | None) -> None: ...


class Calls:
    """``operations`` and ``handlers`` of every service of the JSON protocol, by operation name."""

    def __init__(
        self,
        operations: Mapping[str, OperationModel],
        handlers: Mapping[str, Handler],
        functions: FunctionsApi,
        caller: Caller,
    ) -> None:
        self._operations = operations
        self._handlers = handlers
        self._caller = caller
        self.functions = functions

    async def __call__(self, operation: str, parameters: Mapping[str, Any]) -> Any:
        """The answer as JSON-ready values. Raises ServiceError."""
        handler = self._handlers.get(operation)
        if handler is None:
            raise NOT_BUILT(what=operation)
        request = decode(self._operations[operation], msgspec.json.encode(parameters))
        answer = await handler(request, self._caller)
        return None if answer is None else msgspec.json.decode(encode(answer))
