from __future__ import annotations

from typing import Any

import pytest

from poolhouse.triggers.pre_token_generation.event import EventVersion
from poolhouse.triggers.pre_token_generation.merge import Merged, merge
from poolhouse.triggers.pre_token_generation.protected import Token
from poolhouse.triggers.pre_token_generation.response import parse_response

CLIENT_ID = "3n4b5urk1ft4fl3mg5e62d9ado"
EVERYWHERE = [
    "acr",
    "amr",
    "at_hash",
    "aud",
    "auth_time",
    "azp",
    "event_id",
    "exp",
    "iat",
    "iss",
    "jti",
    "nbf",
    "nonce",
    "origin_jti",
    "sub",
    "token_use",
    "cognito:username",
    "cognito:user_status",
    "cognito:anything",
    "aws:tag",
]
PROTECTED: dict[Token, list[str]] = {
    "id": [*EVERYWHERE, "identities"],
    "access": [*EVERYWHERE, "client_id", "device_key", "scope", "username", "version"],
}
CASES = [
    (version, token, claim)
    for version in ("V1_0", "V2_0", "V3_0")
    for token, claims in PROTECTED.items()
    for claim in claims
    if (version, token) != ("V1_0", "access")
]


def changed(
    version: EventVersion, token: Token, block: dict[str, Any], base_id: dict[str, Any], base_access: dict[str, Any]
) -> Merged:
    if version == "V1_0":
        response = {"claimsOverrideDetails": block}
    else:
        response = {"claimsAndScopeOverrideDetails": {f"{token}TokenGeneration": block}}
    return merge(base_id, base_access, ("openid",), parse_response(version, response), CLIENT_ID)


@pytest.mark.parametrize("present", [True, False])
@pytest.mark.parametrize("action", ["set", "suppress", "both"])
@pytest.mark.parametrize(("version", "token", "claim"), CASES)
def test_protected_claims_never_change(
    version: EventVersion,
    token: Token,
    claim: str,
    action: str,
    present: bool,
    base_id: dict[str, Any],
    base_access: dict[str, Any],
) -> None:
    base = base_id if token == "id" else base_access
    base.pop(claim, None)
    if present and claim != "scope":
        base[claim] = "original"
    block: dict[str, Any] = {}
    if action != "suppress":
        block["claimsToAddOrOverride"] = {claim: "changed"}
    if action != "set":
        block["claimsToSuppress"] = [claim]
    merged = changed(version, token, block, base_id, base_access)
    assert merged.id_claims == base_id
    assert merged.access_claims == base_access | {"scope": "openid"}
    assert {decision.outcome for decision in merged.decisions} == {"refused"}
    assert all((decision.token, decision.claim) == (token, claim) for decision in merged.decisions)
    assert all(decision.reason for decision in merged.decisions)
    assert len(merged.decisions) == (2 if action == "both" else 1)


@pytest.mark.parametrize("version", ["V1_0", "V2_0", "V3_0"])
@pytest.mark.parametrize("claim", ["cognito:groups", "cognito:roles", "cognito:preferred_role"])
def test_group_claims_cannot_be_set_through_the_claim_map(
    version: EventVersion, claim: str, base_id: dict[str, Any], base_access: dict[str, Any]
) -> None:
    merged = changed(version, "id", {"claimsToAddOrOverride": {claim: "admins"}}, base_id, base_access)
    assert merged.id_claims == base_id
    assert merged.decisions[0].outcome == "refused"
    assert "groupOverrideDetails" in merged.decisions[0].reason


@pytest.mark.parametrize("claim", ["cognito:groups", "cognito:roles"])
def test_group_claims_cannot_be_set_through_the_claim_map_of_the_access_token(
    claim: str, base_id: dict[str, Any], base_access: dict[str, Any]
) -> None:
    merged = changed("V2_0", "access", {"claimsToAddOrOverride": {claim: ["admins"]}}, base_id, base_access)
    assert merged.access_claims["cognito:groups"] == ["divers", "crew"]
    assert "cognito:roles" not in merged.access_claims
    assert merged.decisions[0].outcome == "refused"


@pytest.mark.parametrize("version", ["V1_0", "V2_0", "V3_0"])
def test_developer_attributes_can_only_be_suppressed(
    version: EventVersion, base_id: dict[str, Any], base_access: dict[str, Any]
) -> None:
    claims = {"dev:custom:hull": "1", "dev:custom:new": "2"}
    merged = changed(version, "id", {"claimsToAddOrOverride": claims}, base_id, base_access)
    assert merged.id_claims == base_id
    assert [decision.outcome for decision in merged.decisions] == ["refused", "refused"]
    merged = changed(version, "id", {"claimsToSuppress": ["dev:custom:hull"]}, base_id, base_access)
    assert merged.id_claims is not None
    assert "dev:custom:hull" not in merged.id_claims


@pytest.mark.parametrize("claim", ["nickname", "email", "custom:new", "https://aws.amazon.com/tags", "identities", "x"])
def test_the_access_token_takes_any_other_name(
    claim: str, base_id: dict[str, Any], base_access: dict[str, Any]
) -> None:
    merged = changed("V2_0", "access", {"claimsToAddOrOverride": {claim: "v"}}, base_id, base_access)
    assert merged.access_claims[claim] == "v"
    assert merged.id_claims == base_id


@pytest.mark.parametrize("claim", ["email", "family_name", "custom:berth", "custom:not_in_schema", "tier", "scope"])
@pytest.mark.parametrize("version", ["V1_0", "V2_0", "V3_0"])
def test_the_id_token_takes_attributes_and_new_names(
    claim: str, version: EventVersion, base_id: dict[str, Any], base_access: dict[str, Any]
) -> None:
    merged = changed(version, "id", {"claimsToAddOrOverride": {claim: "v"}}, base_id, base_access)
    assert merged.id_claims == base_id | {claim: "v"}
    assert merged.decisions[0].action == ("override" if claim in base_id else "add")
