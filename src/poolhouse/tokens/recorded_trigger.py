"""The pool's pre token generation trigger, with what came of it kept for ``poolhouse explain``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from poolhouse.errors import ServiceError
from poolhouse.model.user_pool import UserPool
from poolhouse.ports import Clock, FunctionRuntime
from poolhouse.triggers.pre_token_generation.event import Principal
from poolhouse.triggers.pre_token_generation.trigger import (
    Outcome,
    configured,
    pre_token_generation,
    without_trigger,
)
from poolhouse.triggers.recent import RecentInvocations, record


class RecordedTrigger:
    """Every issue of tokens goes through here once."""

    def __init__(self, functions: FunctionRuntime, recent: RecentInvocations, clock: Clock) -> None:
        self._functions = functions
        self._recent = recent
        self._clock = clock

    async def outcome(
        self,
        pool: UserPool,
        principal: Principal,
        base_id: Mapping[str, Any] | None,
        base_access: Mapping[str, Any],
        *,
        request_id: str,
        notes: tuple[str, ...] = (),
    ) -> Outcome:
        """Raises the trigger's ServiceError; then no token may be issued."""
        config = configured(pool.triggers)
        if config is None or not config.calls_for(principal):
            return without_trigger(principal, base_id, base_access)
        started = self._clock.now()

        def keep(result: Outcome | ServiceError) -> None:
            self._recent.add(
                record(
                    time=started,
                    request_id=request_id,
                    duration_ms=(self._clock.now() - started) * 1000,
                    config=config,
                    principal=principal,
                    base_id=base_id,
                    base_access=base_access,
                    result=result,
                    notes=notes,
                )
            )

        try:
            outcome = await pre_token_generation(self._functions, config, principal, base_id, base_access, pool.arn)
        except ServiceError as error:
            keep(error)
            raise
        keep(outcome)
        return outcome
