"""What every deployment of a server shares, and what follows from it: stack ids and stacks' own events."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import msgspec

from poolhouse.cloudformation.calls import Calls
from poolhouse.cloudformation.resources.catalogue import NESTED_STACK
from poolhouse.cloudformation.work import Site
from poolhouse.model.stack import Stack, StackEvent
from poolhouse.ports import Clock, Entropy


class Surroundings(msgspec.Struct, frozen=True, kw_only=True):
    """``check_api`` compiles a GraphQL API and raises ResourceFailed."""

    site: Site
    calls: Calls
    clock: Clock
    entropy: Entropy
    check_api: Callable[[str], Awaitable[None]]


def make_stack_id(site: Site, name: str, unique: str) -> str:
    return f"arn:{site.partition}:cloudformation:{site.region}:{site.account}:stack/{name}/{unique}"


def stack_event(stack: Stack, status: str, own: Surroundings, reason: str | None = None) -> StackEvent:
    return StackEvent(
        id=own.entropy.uuid(),
        stack_id=stack.id,
        stack_name=stack.name,
        logical_id=stack.name,
        physical_id=stack.id,
        type=NESTED_STACK,
        timestamp=own.clock.now(),
        status=status,
        reason=reason,
    )
