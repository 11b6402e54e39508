"""The operations on stacks: what CloudFormation's API does, without its protocol.

A deployment runs as a task beside the request that started it, as in AWS; callers poll. What it does to the server is
one transaction (:mod:`poolhouse.cloudformation.deployment`), so readers see a stack before or after, never between;
only its events can be watched meanwhile.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Mapping

import msgspec

from poolhouse.cloudformation.capabilities import check_capabilities
from poolhouse.cloudformation.dependencies import check_references
from poolhouse.cloudformation.deployment import Deployment, DeploymentFailed
from poolhouse.cloudformation.errors import (
    NESTED_CHILD,
    NO_UPDATES,
    PROTECTED,
    STACK_DOES_NOT_EXIST,
    STACK_EXISTS,
    STACK_NAME,
    STACK_NOT_FOUND,
    WRONG_STATE,
)
from poolhouse.cloudformation.nested import Nested, every_template
from poolhouse.cloudformation.parameters import resolve_parameters
from poolhouse.cloudformation.pseudo import pseudo_parameters
from poolhouse.cloudformation.supported import check_types
from poolhouse.cloudformation.surroundings import Surroundings, make_stack_id, stack_event
from poolhouse.cloudformation.template import Template, described, parsed, reads_the_store
from poolhouse.errors import ServiceError
from poolhouse.model.stack import Stack, StackEvent
from poolhouse.ports import Records, Store

UPDATABLE = frozenset({"CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE"})
_NAME = re.compile(r"[a-zA-Z][-a-zA-Z0-9]{0,127}")
EVENTS_PER_PAGE = 100
_CRASHED = {
    "CREATE_IN_PROGRESS": "ROLLBACK_COMPLETE",
    "UPDATE_IN_PROGRESS": "UPDATE_ROLLBACK_COMPLETE",
    "DELETE_IN_PROGRESS": "DELETE_FAILED",
}
"""How a stack ends whose deployment ended without a word."""
_NEWEST = 2**62

_log = logging.getLogger(__name__)


class StackRequest(msgspec.Struct, frozen=True, kw_only=True):
    """What CreateStack and UpdateStack ask for. ``template`` None keeps the template there is."""

    name: str
    template: str | None
    parameters: Mapping[str, str]
    kept_parameters: frozenset[str] = frozenset()
    capabilities: tuple[str, ...] = ()
    tags: Mapping[str, str] | None = None
    disable_rollback: bool = False
    on_failure: str | None = None
    termination_protection: bool = False
    allow_unsupported: bool = False


class Stacks(msgspec.Struct):
    """``own`` is what all deployments share."""

    store: Store
    own: Surroundings
    _running: dict[str, list[StackEvent]] = msgspec.field(default_factory=dict)
    _tasks: set[asyncio.Task[None]] = msgspec.field(default_factory=set)
    _one_at_a_time: asyncio.Lock = msgspec.field(default_factory=asyncio.Lock)

    # --- changing

    async def create(self, request: StackRequest) -> str:
        """The new stack's id; its deployment goes on in the background. Raises ServiceError."""
        if not _NAME.fullmatch(request.name):
            raise STACK_NAME(name=request.name)
        template = await parsed(request.template or "")
        async with self.store.write() as records:
            if await records.find_stack(request.name) is not None:
                raise STACK_EXISTS(name=request.name)
            stack = Stack(
                id=make_stack_id(self.own.site, request.name, self.own.entropy.uuid()),
                name=request.name,
                template=template.text,
                status="CREATE_IN_PROGRESS",
                created_at=self.own.clock.now(),
                parameters=dict(request.parameters),
                tags=dict(request.tags or {}),
                capabilities=list(request.capabilities),
                disable_rollback=request.disable_rollback,
                termination_protection=request.termination_protection,
                allow_unsupported=request.allow_unsupported,
            )
            stack = described(stack, template)
            await self._check(records, stack, template)
            await records.put_stack(stack)
        self._start(stack, lambda: self._create(stack, template, on_failure=request.on_failure))
        return stack.id

    async def update(self, request: StackRequest) -> str:
        """The stack's id; its deployment goes on in the background. Raises ServiceError."""
        async with self.store.read() as records:
            text = request.template
            if text is None:
                text = (await self._find(records, request.name, STACK_DOES_NOT_EXIST)).template
        template = await parsed(text)
        async with self.store.write() as records:
            old = await self._find(records, request.name, STACK_DOES_NOT_EXIST)
            _refuse_child(old)
            if old.status not in UPDATABLE:
                raise WRONG_STATE(id=old.id, status=old.status, what="updated")
            values = {**old.defaults, **old.parameters}
            kept = {name: values[name] for name in request.kept_parameters if name in values}
            new = msgspec.structs.replace(
                old,
                template=template.text,
                parameters={**request.parameters, **kept},
                tags=old.tags if request.tags is None else dict(request.tags),
                capabilities=list(request.capabilities),
                disable_rollback=request.disable_rollback,
                allow_unsupported=request.allow_unsupported,
                status="UPDATE_IN_PROGRESS",
                updated_at=self.own.clock.now(),
                reason=None,
            )
            new = described(new, template)
            templates = await self._check(records, new, template)
            if _same(old, new) and not any(reads_the_store(one.template) for one in templates):
                raise NO_UPDATES()
            # Only the state shows while the deployment runs; what the stack is changes with its transaction.
            await records.put_stack(msgspec.structs.replace(old, status=new.status, updated_at=new.updated_at))
        self._start(msgspec.structs.replace(old, status=new.status), lambda: self._update(old, new, template))
        return new.id

    async def delete(self, name: str, retained: frozenset[str]) -> None:
        """An unknown stack is deleted already. Raises ServiceError."""
        async with self.store.write() as records:
            stack = await records.find_stack(name) or await records.get_stack(name)
            if stack is None or stack.deleted_at is not None:
                return
            _refuse_child(stack)
            if stack.termination_protection:
                raise PROTECTED(name=stack.name)
            if stack.status.endswith("_IN_PROGRESS"):
                raise WRONG_STATE(id=stack.id, status=stack.status, what="deleted")
            deleting = msgspec.structs.replace(stack, status="DELETE_IN_PROGRESS")
            await records.put_stack(deleting)
        self._start(deleting, lambda: self._delete(deleting, retained))

    async def protect(self, name: str, *, enabled: bool) -> str:
        """Termination protection on or off; the stack's id. Raises ServiceError."""
        async with self.store.write() as records:
            stack = await self._find(records, name, STACK_DOES_NOT_EXIST)
            await records.put_stack(msgspec.structs.replace(stack, termination_protection=enabled))
        return stack.id

    async def recover(self) -> None:
        """After a start: a deployment that a crash ended has changed nothing, so its stack is what it was before."""
        async with self.store.write() as records:
            for stack in await records.list_stacks():
                if stack.deleted_at is not None or not stack.status.endswith("_IN_PROGRESS"):
                    continue
                status = _CRASHED.get(stack.status, "DELETE_FAILED")
                reason = "The server ended while this was going on; nothing was changed."
                await records.put_stack(msgspec.structs.replace(stack, status=status, reason=reason))
                await records.add_stack_event(stack_event(stack, status, self.own, reason))

    async def close(self) -> None:
        """Wait for the deployments that are going on."""
        await asyncio.gather(*self._tasks, return_exceptions=True)

    # --- reading

    async def get(self, name: str) -> Stack:
        """By name, or by id even when it is deleted. Raises ServiceError."""
        async with self.store.read() as records:
            return await self._find(records, name, STACK_NOT_FOUND)

    async def all(self) -> list[Stack]:
        """The newest first, deleted ones included."""
        async with self.store.read() as records:
            return await records.list_stacks()

    async def events(self, name: str, before: int | None) -> tuple[list[StackEvent], int | None]:
        """A page of events, the newest first, and where the next page begins. Raises ServiceError."""
        async with self.store.read() as records:
            stack = await records.find_stack(name) or await records.get_stack(name)
            stack_id = name if stack is None else stack.id
            live = [one for run in self._running.values() for one in run if one.stack_id == stack_id]
            # A nested stack that is being made is seen in events before it is there.
            if stack is None and not live:
                raise STACK_DOES_NOT_EXIST(name=name)
            stored = await records.list_stack_events(
                stack_id, before=_NEWEST if before is None else before, limit=EVENTS_PER_PAGE
            )
        newest = live[::-1] if before is None else []
        following = stored[-1][0] if len(stored) == EVENTS_PER_PAGE else None
        return [*newest, *(event for _, event in stored)], following

    # --- running

    def _start(self, stack: Stack, run: Callable[[], Awaitable[None]]) -> None:
        self._running[stack.id] = []

        async def task() -> None:
            try:
                async with self._one_at_a_time:
                    await run()
            except Exception:
                # The transaction is gone and nothing was changed.
                _log.exception("Deployment of stack %s ended unexpectedly", stack.name)
                await self._fail(stack, _CRASHED[stack.status], "Internal failure; nothing was changed.")
            finally:
                del self._running[stack.id]

        running = asyncio.create_task(task())
        self._tasks.add(running)
        running.add_done_callback(self._tasks.discard)

    async def _create(self, stack: Stack, template: Template, *, on_failure: str | None) -> None:
        self._tell(stack, "CREATE_IN_PROGRESS", "User Initiated")
        try:
            async with self.store.transaction() as records:
                made = await self._deployment(records, stack).apply(stack, template)
                await self._finish(records, made, "CREATE_COMPLETE")
        except (DeploymentFailed, ServiceError) as failure:
            if stack.disable_rollback or on_failure == "DO_NOTHING":
                await self._fail(stack, "CREATE_FAILED", _failed_to("create", failure))
                return
            reason = f"{_failed_to('create', failure)} Rollback requested by user."
            self._tell(stack, "ROLLBACK_IN_PROGRESS", reason)
            await self._fail(stack, "ROLLBACK_COMPLETE", reason, delete=on_failure == "DELETE")

    async def _update(self, old: Stack, new: Stack, template: Template) -> None:
        self._tell(new, "UPDATE_IN_PROGRESS", "User Initiated")
        try:
            async with self.store.transaction() as records:
                made = await self._deployment(records, new).apply(new, template)
                self._tell(made, "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS")
                await self._finish(records, made, "UPDATE_COMPLETE")
        except (DeploymentFailed, ServiceError) as failure:
            reason = _failed_to("update", failure)
            self._tell(old, "UPDATE_ROLLBACK_IN_PROGRESS", reason)
            self._tell(old, "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS")
            await self._fail(old, "UPDATE_ROLLBACK_COMPLETE", reason)

    async def _delete(self, stack: Stack, retained: frozenset[str]) -> None:
        self._tell(stack, "DELETE_IN_PROGRESS", "User Initiated")
        try:
            async with self.store.transaction() as records:
                deleted = await self._deployment(records, stack).delete(stack, retained)
                await self._finish(records, deleted, "DELETE_COMPLETE")
        except (DeploymentFailed, ServiceError) as failure:
            await self._fail(stack, "DELETE_FAILED", _failed_to("delete", failure))

    def _deployment(self, records: Records, stack: Stack) -> Deployment:
        tell = self._running[stack.root_id or stack.id].append
        return Deployment(self.own, records, tell, allow_unsupported=stack.allow_unsupported)

    async def _finish(self, records: Records, stack: Stack, status: str) -> None:
        self._tell(stack, status)
        await self._put(records, msgspec.structs.replace(stack, status=status, reason=None))
        await self._keep_events(records, stack)

    async def _fail(self, stack: Stack, status: str, reason: str, *, delete: bool = False) -> None:
        self._tell(stack, status)
        deleted_at = self.own.clock.now() if delete else None
        async with self.store.write() as records:
            await self._put(
                records,
                msgspec.structs.replace(
                    stack, status="DELETE_COMPLETE" if delete else status, reason=reason, deleted_at=deleted_at
                ),
            )
            await self._keep_events(records, stack)

    async def _put(self, records: Records, stack: Stack) -> None:
        """With the protection that it has by now: it can be changed while a deployment runs."""
        current = await records.get_stack(stack.id)
        protected = stack.termination_protection if current is None else current.termination_protection
        await records.put_stack(msgspec.structs.replace(stack, termination_protection=protected))

    async def _keep_events(self, records: Records, stack: Stack) -> None:
        events = self._running[stack.id]
        for event in events:
            await records.add_stack_event(event)
        events.clear()

    def _tell(self, stack: Stack, status: str, reason: str | None = None) -> None:
        self._running[stack.id].append(stack_event(stack, status, self.own, reason))

    # --- checks

    async def _check(self, records: Records, stack: Stack, template: Template) -> list[Nested]:
        """What is refused before anything begins; the templates that were looked at. Raises ServiceError."""
        check_references(template)
        stored = await records.list_parameters("") if "AWS::SSM::Parameter::Value<" in template.text else {}
        resolve_parameters(template.parameters, stack.parameters, stored.get)
        templates = await every_template(records, template, stack.name, pseudo_parameters(self.own.site, stack))
        check_types(templates, allow_unsupported=stack.allow_unsupported)
        check_capabilities(templates, stack.capabilities)
        return templates

    async def _find(self, records: Records, name: str, problem: Callable[..., ServiceError]) -> Stack:
        stack = await records.find_stack(name) or await records.get_stack(name)
        if stack is None or (stack.deleted_at is not None and name != stack.id):
            raise problem(name=name)
        return stack


def _same(old: Stack, new: Stack) -> bool:
    return (old.template, old.parameters, old.tags) == (new.template, new.parameters, new.tags)


def _refuse_child(stack: Stack) -> None:
    if stack.parent_id is not None:
        raise NESTED_CHILD(name=stack.name)


def _failed_to(verb: str, failure: DeploymentFailed | ServiceError) -> str:
    if isinstance(failure, ServiceError):
        return failure.message
    verb = "delete" if failure.while_deleting else verb
    return f"The following resource(s) failed to {verb}: [{failure.logical_id}]."
