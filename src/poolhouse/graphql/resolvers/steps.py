"""Units and pipelines (AppSync Developer Guide, "Resolvers")."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, Protocol

import msgspec

from poolhouse.graphql.failures import FieldError
from poolhouse.graphql.resolvers.handlers import Handlers, Outcome
from poolhouse.graphql.resolvers.run import Run
from poolhouse.graphql.sources.source import DataSource, SourceFault

OLD_VERSION, NEW_VERSION = "2017-02-28", "2018-05-29"
"""Of request templates. The old one ends the field at a fault of the data source, and skips the response of a null."""


class Step(msgspec.Struct, frozen=True):
    """Request, data source, response. ``seat`` is the step's number in its resolver.

    ``scripted``: requests of code have no version. ``batch_size`` 0: never batched.
    """

    handlers: Handlers
    source: DataSource
    scripted: bool
    seat: int = 0
    batch_size: int = 0

    async def run(self, run: Run) -> Outcome:
        """Raises FieldError."""
        try:
            return await self._run(run)
        except asyncio.CancelledError:
            run.seats.clear()
            raise
        finally:
            # Siblings wait in this step's batch, and this run may soon wait for them in the next one's.
            if self.seat in run.seats:
                await run.seats[self.seat].leave()

    async def _run(self, run: Run) -> Outcome:
        context = run.context
        context["result"] = context["error"] = None
        asked = await self.handlers.request(run)
        if asked is not None and asked.early:
            return asked
        request = self.source.direct_request(context, batched=self.batch_size > 0) if asked is None else asked.value
        old = self._check(request)
        fault = None
        try:
            context["result"] = await self.source.call(request, run, run.seats.get(self.seat))
        except SourceFault as failure:
            if old:
                raise FieldError(failure.message, failure.type, failure.data) from None
            fault = failure
            context["result"] = failure.data
            context["error"] = {"message": failure.message, "type": failure.type}
        if old and context["result"] is None:
            return Outcome(None)
        answered = await self.handlers.response(run)
        if answered is not None:
            return answered
        if fault is not None:
            raise FieldError(fault.message, fault.type, fault.data)
        return Outcome(context["result"])

    def _check(self, request: Any) -> bool:
        """Whether the request is of the old version."""
        if not isinstance(request, Mapping):
            if self.scripted:
                raise FieldError("The request handler must return an object.", "Code")
            raise FieldError("Unable to transform the template: a request must be an object.", "MappingTemplate")
        version = NEW_VERSION if self.scripted else request.get("version", NEW_VERSION)
        if version not in (OLD_VERSION, NEW_VERSION):
            text = f"Unsupported version '{version}'. Supported versions are {OLD_VERSION} and {NEW_VERSION}."
            raise FieldError(text, "MappingTemplate")
        return bool(version == OLD_VERSION)


class Resolver(Protocol):
    """What gives a field its value."""

    @property
    def steps(self) -> tuple[Step, ...]: ...

    @property
    def mentions_selection(self) -> bool:
        """Whether anything in it may read ``info.selectionSetList`` or ``info.selectionSetGraphQL``."""
        ...

    async def resolve(self, run: Run) -> Any:
        """Raises FieldError."""
        ...


class UnitResolver(msgspec.Struct, frozen=True):
    step: Step
    mentions_selection: bool

    @property
    def steps(self) -> tuple[Step, ...]:
        return (self.step,)

    async def resolve(self, run: Run) -> Any:
        return (await self.step.run(run)).value


class PipelineResolver(msgspec.Struct, frozen=True):
    """``handlers`` are the templates or code before the first and after the last function."""

    handlers: Handlers
    steps: tuple[Step, ...]
    mentions_selection: bool

    async def resolve(self, run: Run) -> Any:
        context = run.context
        before = await self.handlers.request(run)
        context["prev"] = {"result": before.value if before is not None else {}}
        if before is None or not before.early:
            for step in self.steps:
                done = await step.run(run)
                context["prev"] = {"result": done.value}
                if done.early and done.to_end:
                    break
        context["result"], context["error"] = context["prev"]["result"], None
        after = await self.handlers.response(run)
        return context["result"] if after is None else after.value
