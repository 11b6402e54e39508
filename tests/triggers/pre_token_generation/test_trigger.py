from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from poolhouse.errors import ServiceError
from poolhouse.ports import FunctionTimedOut, FunctionUnavailable
from poolhouse.triggers.pre_token_generation.event import EventVersion, Principal
from poolhouse.triggers.pre_token_generation.trigger import (
    Outcome,
    TriggerConfig,
    configured,
    pre_token_generation,
    without_trigger,
)
from poolhouse.wire import cognito_idp as wire

ARN = "arn:aws:lambda:us-west-2:000000000000:function:pre-token"
POOL_ARN = "arn:aws:cognito-idp:us-west-2:000000000000:userpool/us-west-2_PoolHse01"
CONTAINERS = {
    "V1_0": "claimsOverrideDetails",
    "V2_0": "claimsAndScopeOverrideDetails",
    "V3_0": "claimsAndScopeOverrideDetails",
}
TRIGGER_ERRORS = {"UserLambdaValidationException", "UnexpectedLambdaException", "InvalidLambdaResponseException"}
every_version = pytest.mark.parametrize("version", ["V1_0", "V2_0", "V3_0"])


class Issue:
    def __init__(self, runtime: Any, principal: Principal, base_id: Any, base_access: dict[str, Any]) -> None:
        self.runtime, self.principal, self.base_id, self.base_access = runtime, principal, base_id, base_access

    async def __call__(self, version: EventVersion, handler: Callable[[dict[str, Any]], Any]) -> Outcome:
        self.runtime.handler = handler
        return await pre_token_generation(
            self.runtime, TriggerConfig(ARN, version), self.principal, self.base_id, self.base_access, POOL_ARN
        )

    async def failure(self, version: EventVersion, handler: Callable[[dict[str, Any]], Any]) -> ServiceError:
        with pytest.raises(ServiceError) as caught:
            await self(version, handler)
        assert caught.value.hint
        return caught.value


@pytest.fixture
def issue(
    runtime: Any,
    make_principal: Callable[..., Principal],
    base_id: dict[str, Any],
    base_access: dict[str, Any],
) -> Issue:
    return Issue(runtime, make_principal(), base_id, base_access)


def answering(details: Any) -> Callable[[dict[str, Any]], Any]:
    def handler(event: dict[str, Any]) -> Any:
        event["response"] = {CONTAINERS[f"V{event['version']}_0"]: details}
        return event

    return handler


@every_version
async def test_the_unchanged_event_changes_nothing(issue: Issue, version: EventVersion) -> None:
    outcome = await issue(version, lambda event: event)
    assert outcome.id_claims == issue.base_id
    assert outcome.access_claims == issue.base_access | {"scope": "aws.cognito.signin.user.admin"}
    assert outcome.decisions == ()


async def test_the_outcome_tells_what_was_sent_and_how_long_it_took(issue: Issue) -> None:
    outcome = await issue("V1_0", answering({"claimsToAddOrOverride": {"tier": "gold"}}))
    (call,) = issue.runtime.calls
    assert (call["arn"], call["source_arn"]) == (ARN, POOL_ARN)
    assert outcome.event == call["event"]
    assert outcome.invocation is not None
    assert outcome.invocation.duration_ms == 1.5
    assert outcome.id_claims is not None
    assert outcome.id_claims["tier"] == "gold"
    assert [(decision.claim, decision.outcome) for decision in outcome.decisions] == [("tier", "applied")]


@every_version
async def test_changes_inside_request_are_ignored(issue: Issue, version: EventVersion) -> None:
    def handler(event: dict[str, Any]) -> Any:
        event["request"]["userAttributes"]["email"] = "forged@poolhouse.test"
        event["request"]["groupConfiguration"]["groupsToOverride"] = ["admins"]
        event["userName"] = "admin"
        return event

    assert (await issue(version, handler)).id_claims == issue.base_id


async def test_the_event_types_of_go_are_accepted_and_empty_the_groups(issue: Issue) -> None:
    def handler(event: dict[str, Any]) -> Any:
        event["request"]["clientMetadata"] = None
        nulls = {"groupsToOverride": None, "iamRolesToOverride": None, "preferredRole": None}
        event["response"] = {
            "claimsOverrideDetails": {
                "groupOverrideDetails": nulls,
                "claimsToAddOrOverride": None,
                "claimsToSuppress": None,
            }
        }
        return event

    outcome = await issue("V1_0", handler)
    assert "cognito:groups" not in outcome.access_claims


@pytest.mark.parametrize(
    ("thrown", "text"),
    [
        ("Not today", "PreTokenGeneration failed with error Not today."),
        ("Not today.", "PreTokenGeneration failed with error Not today.."),
    ],
)
async def test_a_thrown_error(issue: Issue, thrown: str, text: str) -> None:
    def handler(event: dict[str, Any]) -> Any:
        raise ValueError(thrown)

    error = await issue.failure("V2_0", handler)
    assert (error.type, error.message) == ("UserLambdaValidationException", text)


async def test_no_answer_in_three_attempts(issue: Issue) -> None:
    def handler(event: dict[str, Any]) -> Any:
        raise FunctionTimedOut

    error = await issue.failure("V1_0", handler)
    assert error.type == "UnexpectedLambdaException"
    assert error.message == (
        "PreTokenGeneration invocation failed due to error Socket timeout while invoking Lambda function."
    )
    assert len(issue.runtime.calls) == 3


async def test_missing_permission(issue: Issue) -> None:
    def handler(event: dict[str, Any]) -> Any:
        raise FunctionUnavailable("AccessDeniedException", "No statement names this pool.")

    error = await issue.failure("V1_0", handler)
    assert error.type == "UnexpectedLambdaException"
    assert error.message == "PreTokenGeneration invocation failed due to error AccessDeniedException"


@every_version
@pytest.mark.parametrize("member", ["callerContext", "version", "region", "userPoolId", "userName"])
async def test_a_missing_common_member(issue: Issue, version: EventVersion, member: str) -> None:
    error = await issue.failure(version, lambda event: {name: event[name] for name in event if name != member})
    assert (error.type, error.message) == ("InvalidLambdaResponseException", "Unrecognizable lambda output")


async def test_v1_array_values_fail_the_sign_in(issue: Issue) -> None:
    error = await issue.failure("V1_0", answering({"claimsToAddOrOverride": {"crew": ["ana", "li"]}}))
    assert (error.type, error.message) == ("InvalidLambdaResponseException", "Unrecognizable lambda output")
    assert "crew" in error.hint


async def test_nothing_returned(issue: Issue) -> None:
    error = await issue.failure("V2_0", lambda event: None)
    assert (error.type, error.message) == (
        "InvalidLambdaResponseException",
        "Invalid lambda function output : Invalid JSON",
    )


@pytest.mark.parametrize("version", ["V1_0", "V2_0"])
async def test_client_credentials_call_nothing_below_v3(
    runtime: Any, machine: Principal, machine_access: dict[str, Any], version: EventVersion
) -> None:
    outcome = await Issue(runtime, machine, None, machine_access)(version, lambda event: None)
    assert runtime.calls == []
    assert outcome.event is None
    assert outcome.invocation is None
    assert outcome.access_claims == machine_access | {"scope": "harbour-api/berths.read"}


async def test_client_credentials_with_v3(runtime: Any, machine: Principal, machine_access: dict[str, Any]) -> None:
    def handler(event: dict[str, Any]) -> Any:
        tenant = event["request"]["clientMetadata"]["tenant"]
        claims = {"tenant_id": tenant, "sub": "x"}
        event["response"]["claimsAndScopeOverrideDetails"] = {
            "accessTokenGeneration": {"claimsToAddOrOverride": claims}
        }
        return event

    outcome = await Issue(runtime, machine, None, machine_access)("V3_0", handler)
    assert runtime.calls[0]["event"]["userName"] == "ClientCredentials"
    assert outcome.id_claims is None
    assert outcome.access_claims == machine_access | {"tenant_id": "t9", "scope": "harbour-api/berths.read"}


def test_without_a_trigger_only_the_scope_claim_is_made(issue: Issue) -> None:
    outcome = without_trigger(issue.principal, issue.base_id, issue.base_access)
    assert outcome.id_claims == issue.base_id
    assert outcome.access_claims == issue.base_access | {"scope": "aws.cognito.signin.user.admin"}


def test_the_legacy_field_alone_means_v1() -> None:
    assert configured(wire.LambdaConfigType()) is None
    assert configured(wire.LambdaConfigType(pre_token_generation=ARN)) == TriggerConfig(ARN, "V1_0")
    versioned = wire.PreTokenGenerationVersionConfigType(lambda_version="V3_0", lambda_arn=ARN)
    assert configured(wire.LambdaConfigType(pre_token_generation_config=versioned)) == TriggerConfig(ARN, "V3_0")
    both = wire.LambdaConfigType(pre_token_generation=ARN, pre_token_generation_config=versioned)
    assert configured(both) == TriggerConfig(ARN, "V3_0")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    version=st.sampled_from(["V1_0", "V2_0", "V3_0"]),
    changes=st.dictionaries(st.sampled_from(["response", "request", "version", "extra"]), json_values),
    body=st.none() | st.binary(),
)
async def test_any_answer_of_a_function_gives_tokens_or_one_of_three_errors(
    issue: Issue, version: EventVersion, changes: dict[str, Any], body: bytes | None
) -> None:
    try:
        outcome = await issue(version, lambda event: body if body is not None else event | changes)
    except ServiceError as error:
        assert error.type in TRIGGER_ERRORS  # noqa: PT017
        assert error.status == 400  # noqa: PT017
    else:
        json.dumps([outcome.id_claims, outcome.access_claims], allow_nan=False)
        assert outcome.id_claims is not None
        assert all(outcome.id_claims[name] == issue.base_id[name] for name in ("sub", "iss", "aud", "exp"))
