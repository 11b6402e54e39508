"""The last invocations of each pool's pre token generation trigger, kept in memory for ``poolhouse explain``."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import msgspec

from poolhouse.errors import ServiceError
from poolhouse.triggers.pre_token_generation.decision import Decision
from poolhouse.triggers.pre_token_generation.event import EventVersion, Principal, TriggerSource
from poolhouse.triggers.pre_token_generation.trigger import Outcome, TriggerConfig

KEPT_PER_POOL = 50
KEPT_DECISIONS = 500
"""Decisions kept of one invocation, so that a huge answer cannot fill the memory."""
LONGEST_TEXT = 256
"""Characters kept of a name or message, for the same reason."""


class ClaimNames(msgspec.Struct, frozen=True):
    """The names of a token's claims before and after the function, never their values. ``after`` None: refused."""

    before: tuple[str, ...]
    after: tuple[str, ...] | None


class Failure(msgspec.Struct, frozen=True):
    """What the caller saw (``type``, ``message``) and what would mend it (``hint``)."""

    type: str
    message: str
    hint: str


class InvocationRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One call of the trigger. ``time`` in Unix seconds, ``duration_ms`` in milliseconds.

    ``request_id`` is that of the API request. ``id_claims`` is None when no ID token was to be issued. Either
    ``failure`` is set or ``decisions`` tell what was done; ``decisions_left_out`` counts those beyond KEPT_DECISIONS.
    ``notes`` are sentences on what the request held that never reaches the function.
    """

    time: float
    request_id: str
    pool_id: str
    client_id: str
    username: str
    sub: str | None
    trigger_source: TriggerSource
    version: EventVersion
    function_arn: str
    duration_ms: float
    id_claims: ClaimNames | None
    access_claims: ClaimNames
    decisions: tuple[Decision, ...] = ()
    decisions_left_out: int = 0
    failure: Failure | None = None
    notes: tuple[str, ...] = ()


def record(
    *,
    time: float,
    request_id: str,
    duration_ms: float,
    config: TriggerConfig,
    principal: Principal,
    base_id: Mapping[str, Any] | None,
    base_access: Mapping[str, Any],
    result: Outcome | ServiceError,
    notes: tuple[str, ...] = (),
) -> InvocationRecord:
    """What is worth keeping of a call that ended with ``result``."""
    outcome, error = (None, result) if isinstance(result, ServiceError) else (result, None)
    decisions = outcome.decisions if outcome else ()
    kept = decisions[:KEPT_DECISIONS]
    names: _KeepNames = tuple
    # A name that is too long can only come from the function, and then a decision has it as well.
    if any(len(decision.claim) > LONGEST_TEXT for decision in decisions):
        kept = tuple(map(_bounded, kept))
        names = _cut_all
    access_before = (*base_access, "scope") if principal.scopes else base_access
    return InvocationRecord(
        time=time,
        request_id=request_id,
        pool_id=principal.user_pool_id,
        client_id=principal.client_id,
        username=principal.username,
        sub=principal.user_attributes.get("sub"),
        trigger_source=principal.trigger_source,
        version=config.version,
        function_arn=config.arn,
        duration_ms=duration_ms,
        id_claims=None if base_id is None else _names(base_id, outcome.id_claims if outcome else None, names),
        access_claims=_names(access_before, outcome.access_claims if outcome else None, names),
        decisions=kept,
        decisions_left_out=max(0, len(decisions) - KEPT_DECISIONS),
        failure=Failure(error.type, _cut(error.message), error.hint) if error else None,
        notes=notes,
    )


_KeepNames = Callable[[Iterable[str]], tuple[str, ...]]


def _names(before: Iterable[str], after: Iterable[str] | None, names: _KeepNames) -> ClaimNames:
    return ClaimNames(tuple(before), None if after is None else names(after))


def _cut_all(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(map(_cut, names))


def _bounded(decision: Decision) -> Decision:
    if len(decision.claim) <= LONGEST_TEXT:
        return decision
    return msgspec.structs.replace(decision, claim=_cut(decision.claim))


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…"


class RecentInvocations:
    """The newest KEPT_PER_POOL records of each pool; one instance, made where the application is put together."""

    def __init__(self) -> None:
        self._by_pool: dict[str, deque[InvocationRecord]] = {}

    def add(self, invocation: InvocationRecord) -> None:
        kept = self._by_pool.get(invocation.pool_id)
        if kept is None:
            kept = self._by_pool[invocation.pool_id] = deque(maxlen=KEPT_PER_POOL)
        kept.append(invocation)

    def of_pool(self, pool_id: str) -> tuple[InvocationRecord, ...]:
        """Newest first."""
        return tuple(reversed(self._by_pool.get(pool_id, ())))

    def of_all_pools(self) -> tuple[InvocationRecord, ...]:
        """Newest first."""
        kept = (invocation for invocations in self._by_pool.values() for invocation in invocations)
        return tuple(sorted(kept, key=lambda invocation: invocation.time, reverse=True))

    def forget_pool(self, pool_id: str) -> None:
        """To be called when the pool is deleted."""
        self._by_pool.pop(pool_id, None)
