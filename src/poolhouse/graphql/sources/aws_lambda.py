"""AWS_LAMBDA (AppSync Developer Guide, "Resolver mapping template reference for Lambda", "Direct Lambda resolvers")."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from poolhouse.graphql.failures import FieldError, out_of_time
from poolhouse.graphql.sources.source import SourceFault
from poolhouse.ports import FunctionTimedOut, FunctionUnavailable

if TYPE_CHECKING:
    from poolhouse.graphql.resolvers.run import Run
    from poolhouse.graphql.sources.batch import Seat

_DIRECT = "direct"
_log = logging.getLogger(__name__)


class LambdaSource:
    """Calls the function of ``arn``."""

    takes_context = True

    def __init__(self, arn: str) -> None:
        self._arn = arn

    def direct_request(self, context: Mapping[str, Any], *, batched: bool) -> dict[str, Any]:
        names = ("arguments", "identity", "source", "request", "prev", "info", "stash")
        event = {name: context[name] for name in names}
        return {"operation": "BatchInvoke" if batched else "Invoke", "payload": event, _DIRECT: True}

    async def call(self, request: Mapping[str, Any], run: Run, seat: Seat | None) -> Any:
        operation, payload = request.get("operation"), request.get("payload")
        if operation == "Invoke":
            if request.get("invocationType", "RequestResponse") == "Event":
                run.services.in_background(f"Lambda data source {self._arn}", self._invoke(payload, run))
                return None
            return await self._invoke(payload, run)
        if operation != "BatchInvoke":
            raise FieldError(
                f"Unsupported operation '{operation}'. Lambda data sources support Invoke and BatchInvoke.",
                "MappingTemplate",
            )
        if seat is None:
            raise FieldError("BatchInvoke needs a MaxBatchSize on the resolver or function.", "MappingTemplate")

        async def send(payloads: list[Any]) -> list[Any]:
            return self._results(await self._invoke(payloads, run), len(payloads))

        result = await seat.call(payload, send)
        return _unwrapped(result) if request.get(_DIRECT) else result

    async def _invoke(self, payload: Any, run: Run) -> Any:
        try:
            answer = await run.services.functions.invoke(
                self._arn, msgspec.json.encode(payload), timeout=run.seconds_left
            )
        except FunctionTimedOut:
            raise out_of_time() from None
        except FunctionUnavailable as failure:
            _log.warning("Lambda data source %s could not be called: %s", self._arn, failure)
            raise SourceFault("The function could not be called.", f"Lambda:{failure.reason}") from None
        try:
            result = msgspec.json.decode(answer.payload)
        except (ValueError, RecursionError):
            raise SourceFault("The function did not answer with JSON.", "Lambda:Unhandled") from None
        if answer.function_error is None:
            return result
        message = result.get("errorMessage") if isinstance(result, dict) else None
        raise SourceFault(str(message), f"Lambda:{answer.function_error}")

    def _results(self, results: Any, expected: int) -> list[Any]:
        """Every payload needs its own result, in the same order."""
        if not isinstance(results, list) or len(results) != expected:
            raise SourceFault(f"BatchInvoke of {expected} payloads must return as many results.", "Lambda:Unhandled")
        return results


def _unwrapped(result: Any) -> Any:
    """An item of a batch that a direct resolver called: its data, or an error of its own."""
    if not isinstance(result, dict):
        return result
    if result.get("errorMessage"):
        kind = str(result.get("errorType") or "Lambda:Unhandled")
        raise SourceFault(str(result["errorMessage"]), kind, result.get("data"))
    return result.get("data", result)
