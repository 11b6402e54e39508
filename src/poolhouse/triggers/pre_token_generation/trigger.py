"""The pre token generation trigger from end to end: event, call, answer, merge. Real issue and dry run both use it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from poolhouse.ports import FunctionRuntime, Invocation
from poolhouse.triggers.invoke import invoke_trigger
from poolhouse.triggers.pre_token_generation.decision import Decision
from poolhouse.triggers.pre_token_generation.event import NAME, EventVersion, Principal, build_event
from poolhouse.triggers.pre_token_generation.merge import Claims, merge
from poolhouse.triggers.pre_token_generation.response import NO_CHANGE, read_override
from poolhouse.wire import cognito_idp as wire


class TriggerConfig(msgspec.Struct, frozen=True):
    """What a pool's LambdaConfig says about this trigger; an ARN without a version means V1_0."""

    arn: str
    version: EventVersion = "V1_0"

    def calls_for(self, principal: Principal) -> bool:
        """For client credentials the function is called with version V3_0 only."""
        return not principal.is_machine or self.version == "V3_0"


def configured(triggers: wire.LambdaConfigType) -> TriggerConfig | None:
    """The function that a pool has for this trigger. With both fields set, which then name the same ARN, the one that
    also gives a version counts."""
    if config := triggers.pre_token_generation_config:
        return TriggerConfig(config.lambda_arn, config.lambda_version)
    return TriggerConfig(triggers.pre_token_generation) if triggers.pre_token_generation else None


class Outcome(msgspec.Struct, frozen=True):
    """The claims to sign and how they came about. ``event`` and ``invocation`` are None when nothing was called."""

    id_claims: Claims | None
    access_claims: Claims
    scopes: tuple[str, ...]
    decisions: tuple[Decision, ...] = ()
    event: dict[str, Any] | None = None
    invocation: Invocation | None = None


def without_trigger(principal: Principal, base_id: Mapping[str, Any] | None, base_access: Mapping[str, Any]) -> Outcome:
    """The outcome where no function is configured or none is to be called."""
    merged = merge(base_id, base_access, principal.scopes, NO_CHANGE, principal.client_id)
    return Outcome(merged.id_claims, merged.access_claims, merged.scopes)


async def pre_token_generation(
    runtime: FunctionRuntime,
    config: TriggerConfig,
    principal: Principal,
    base_id: Mapping[str, Any] | None,
    base_access: Mapping[str, Any],
    pool_arn: str,
) -> Outcome:
    """Let the pool's function change the base claims.

    ``base_id`` is None when no ID token is issued; ``base_access`` comes without ``scope``, which is made from the
    principal's scopes.

    Raises ServiceError UserLambdaValidationException, UnexpectedLambdaException, InvalidLambdaResponseException; then
    no token may be issued and no refresh token be used up.
    """
    if not config.calls_for(principal):
        return without_trigger(principal, base_id, base_access)
    event = build_event(principal, config.version)
    invocation = await invoke_trigger(runtime, NAME, config.arn, event, pool_arn)
    override = read_override(config.version, event, invocation)
    merged = merge(base_id, base_access, principal.scopes, override, principal.client_id, machine=principal.is_machine)
    return Outcome(merged.id_claims, merged.access_claims, merged.scopes, merged.decisions, event, invocation)
