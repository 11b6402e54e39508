from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_args

import pytest

from poolhouse.model.group import GroupClaims
from poolhouse.triggers.pre_token_generation.event import (
    CLIENT_METADATA_OPERATIONS,
    EventVersion,
    Principal,
    TriggerSource,
    build_event,
)

Make = Callable[..., Principal]
USER_SOURCES = [source for source in get_args(TriggerSource) if source != "TokenGeneration_ClientCredentials"]
CONTAINER = {
    "V1_0": "claimsOverrideDetails",
    "V2_0": "claimsAndScopeOverrideDetails",
    "V3_0": "claimsAndScopeOverrideDetails",
}


@pytest.mark.parametrize("version", get_args(EventVersion))
@pytest.mark.parametrize("source", USER_SOURCES)
def test_exact_event_of_each_version_and_source(make_principal: Make, version: EventVersion, source: str) -> None:
    role = "arn:aws:iam::000000000000:role/diver"
    request: dict[str, Any] = {
        "userAttributes": {
            "sub": "7c9e6679-7425-40de-944b-e07fc1f90ae7",
            "cognito:user_status": "CONFIRMED",
            "email": "marina@poolhouse.test",
            "email_verified": "true",
        },
        "groupConfiguration": {
            "groupsToOverride": ["divers", "crew"],
            "iamRolesToOverride": [role],
            "preferredRole": role,
        },
    }
    if version != "V1_0":
        request["scopes"] = ["aws.cognito.signin.user.admin"]
    assert build_event(make_principal(trigger_source=source), version) == {
        "version": version[1],
        "triggerSource": source,
        "region": "us-west-2",
        "userPoolId": "us-west-2_PoolHse01",
        "userName": "marina",
        "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": "3n4b5urk1ft4fl3mg5e62d9ado"},
        "request": request,
        "response": {CONTAINER[version]: None},
    }


def test_exact_event_of_client_credentials(machine: Principal) -> None:
    assert build_event(machine, "V3_0") == {
        "version": "3",
        "triggerSource": "TokenGeneration_ClientCredentials",
        "region": "us-west-2",
        "userPoolId": "us-west-2_PoolHse01",
        "userName": "ClientCredentials",
        "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": "3n4b5urk1ft4fl3mg5e62d9ado"},
        "request": {
            "userAttributes": {},
            "groupConfiguration": None,
            "scopes": ["harbour-api/berths.read"],
            "clientMetadata": {"tenant": "t9"},
        },
        "response": {"claimsAndScopeOverrideDetails": None},
    }


def test_a_user_without_groups_has_empty_lists_and_a_null_role(make_principal: Make) -> None:
    event = build_event(make_principal(groups=GroupClaims()), "V1_0")
    assert event["request"]["groupConfiguration"] == {
        "groupsToOverride": [],
        "iamRolesToOverride": [],
        "preferredRole": None,
    }


@pytest.mark.parametrize("version", get_args(EventVersion))
def test_client_metadata_is_there_only_when_supplied(make_principal: Make, version: EventVersion) -> None:
    supplied = build_event(make_principal(client_metadata={"a": "b"}), version)
    assert supplied["request"]["clientMetadata"] == {"a": "b"}
    empty: dict[str, str] = {}
    for nothing in (None, empty):
        assert "clientMetadata" not in build_event(make_principal(client_metadata=nothing), version)["request"]


@pytest.mark.parametrize(
    ("operation", "reaches"),
    [
        ("InitiateAuth", False),
        ("AdminInitiateAuth", False),
        ("RespondToAuthChallenge", True),
        ("AdminRespondToAuthChallenge", True),
        ("GetTokensFromRefreshToken", True),
        ("client_credentials", True),
        ("authorization_code", False),
        ("refresh_token", False),
        ("GetClientToken", True),
    ],
)
def test_client_metadata_matrix(operation: str, reaches: bool) -> None:
    assert (operation in CLIENT_METADATA_OPERATIONS) is reaches
