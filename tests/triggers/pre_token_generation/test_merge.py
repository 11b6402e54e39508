from __future__ import annotations

import copy
from typing import Any

import pytest

from poolhouse.errors import ServiceError
from poolhouse.triggers.pre_token_generation.decision import Decision
from poolhouse.triggers.pre_token_generation.event import EventVersion
from poolhouse.triggers.pre_token_generation.merge import Merged, merge
from poolhouse.triggers.pre_token_generation.protected import Token
from poolhouse.triggers.pre_token_generation.response import parse_response

CLIENT_ID = "3n4b5urk1ft4fl3mg5e62d9ado"
DIVER = "arn:aws:iam::000000000000:role/diver"
ADMIN_SCOPE = "aws.cognito.signin.user.admin"
V1, V2 = "claimsOverrideDetails", "claimsAndScopeOverrideDetails"
CONTAINERS: list[tuple[EventVersion, str]] = [("V1_0", V1), ("V2_0", V2), ("V3_0", V2)]
every_version = pytest.mark.parametrize(("version", "container"), CONTAINERS)
GROUP_CLAIMS = ("cognito:groups", "cognito:roles", "cognito:preferred_role")


class Issue:
    """Merges an answer into fixed base claims and remembers that these stay as they are."""

    def __init__(self, base_id: dict[str, Any] | None, base_access: dict[str, Any]) -> None:
        self.base_id, self.base_access, self.scopes, self.machine = base_id, base_access, (ADMIN_SCOPE,), False

    def __call__(self, version: EventVersion, details: dict[str, Any] | None) -> Merged:
        response = {V1 if version == "V1_0" else V2: details}
        before = copy.deepcopy((self.base_id, self.base_access))
        override = parse_response(version, response)
        merged = merge(self.base_id, self.base_access, self.scopes, override, CLIENT_ID, machine=self.machine)
        assert (self.base_id, self.base_access) == before
        return merged

    def id(self, details: dict[str, Any], version: EventVersion = "V2_0") -> Merged:
        return self(version, details if version == "V1_0" else {"idTokenGeneration": details})

    def access(self, details: dict[str, Any]) -> Merged:
        return self("V2_0", {"accessTokenGeneration": details})


@pytest.fixture
def issue(base_id: dict[str, Any], base_access: dict[str, Any]) -> Issue:
    return Issue(base_id, base_access)


def told(merged: Merged, token: Token, claim: str, action: str) -> Decision:
    (decision,) = [d for d in merged.decisions if (d.token, d.claim, d.action) == (token, claim, action)]
    return decision


@every_version
@pytest.mark.parametrize("details", [None, {}])
def test_no_changes(issue: Issue, version: EventVersion, container: str, details: Any) -> None:
    merged = issue(version, details)
    assert merged.id_claims == issue.base_id
    assert merged.access_claims == issue.base_access | {"scope": ADMIN_SCOPE}
    assert merged.decisions == ()


# --- adding, overriding, suppressing ---------------------------------------------------------------------------------


@pytest.mark.parametrize("version", ["V1_0", "V2_0", "V3_0"])
@pytest.mark.parametrize("claim", ["tier", "email"])
def test_suppress_wins_over_add_and_override(issue: Issue, version: EventVersion, claim: str) -> None:
    merged = issue.id({"claimsToAddOrOverride": {claim: "x"}, "claimsToSuppress": [claim]}, version)
    assert merged.id_claims is not None
    assert claim not in merged.id_claims
    assert told(merged, "id", claim, "suppress").outcome == "applied"
    assert "wins" in told(merged, "id", claim, "override" if claim == "email" else "add").reason


@pytest.mark.parametrize("junk", [["username", "client_id"], ["nope", "nope", ""], ["scope"]])
def test_suppressing_names_that_are_not_there_is_harmless(issue: Issue, junk: list[str]) -> None:
    merged = issue.id({"claimsToSuppress": junk}, "V1_0")
    assert merged.id_claims == issue.base_id
    assert {decision.outcome for decision in merged.decisions} == {"no_effect"}


def test_v1_leaves_the_access_token_alone(issue: Issue) -> None:
    merged = issue.id({"claimsToAddOrOverride": {"tier": "gold"}, "claimsToSuppress": ["cognito:groups"]}, "V1_0")
    assert merged.access_claims == issue.base_access | {"scope": ADMIN_SCOPE}


def test_v2_adds_and_suppresses_in_each_token_by_itself(issue: Issue) -> None:
    merged = issue.access({"claimsToAddOrOverride": {"harbour": {"id": "H-7"}, "email": "x"}})
    assert merged.access_claims["harbour"] == {"id": "H-7"}
    assert merged.access_claims["email"] == "x"
    assert merged.id_claims == issue.base_id


def test_v1_email_verified_becomes_the_string_given(issue: Issue) -> None:
    merged = issue.id({"claimsToAddOrOverride": {"email_verified": "true"}}, "V1_0")
    assert merged.id_claims is not None
    assert merged.id_claims["email_verified"] == "true"


@pytest.mark.parametrize("token", ["id", "access"])
def test_null_values_leave_the_claim_as_it_was(issue: Issue, token: Token) -> None:
    merged = issue("V2_0", {f"{token}TokenGeneration": {"claimsToAddOrOverride": {"email": None, "new": None}}})
    assert merged.id_claims == issue.base_id
    assert "new" not in merged.access_claims
    assert [decision.outcome for decision in merged.decisions] == ["refused", "refused"]


@pytest.mark.parametrize("claim", ["phone_number_verified", "email_verified", "updated_at", "address"])
@pytest.mark.parametrize("value", [["x"], {"formatted": "x"}])
def test_complex_values_of_some_attributes_fit_the_access_token_only(issue: Issue, claim: str, value: Any) -> None:
    merged = issue.id({"claimsToAddOrOverride": {claim: value}})
    assert merged.id_claims == issue.base_id
    assert merged.decisions[0].outcome == "refused"
    assert issue.access({"claimsToAddOrOverride": {claim: value}}).access_claims[claim] == value


@pytest.mark.parametrize("value", ["text", 12, False])
def test_plain_values_of_those_attributes_fit_the_id_token(issue: Issue, value: Any) -> None:
    merged = issue.id({"claimsToAddOrOverride": {"address": value}})
    assert merged.id_claims is not None
    assert merged.id_claims["address"] == value


# --- aud -------------------------------------------------------------------------------------------------------------


def test_aud_of_the_access_token_may_name_the_client(issue: Issue) -> None:
    merged = issue.access({"claimsToAddOrOverride": {"aud": CLIENT_ID}})
    assert merged.access_claims["aud"] == CLIENT_ID


@pytest.mark.parametrize("value", ["another", [CLIENT_ID], None, CLIENT_ID.upper(), ""])
def test_any_other_aud_is_dropped(issue: Issue, value: Any) -> None:
    merged = issue.access({"claimsToAddOrOverride": {"aud": value}})
    assert "aud" not in merged.access_claims
    assert merged.decisions[0].outcome == "refused"


def test_a_bound_resource_keeps_its_aud(issue: Issue) -> None:
    issue.base_access["aud"] = "https://harbour.poolhouse.test"
    merged = issue.access({"claimsToAddOrOverride": {"aud": CLIENT_ID}, "claimsToSuppress": ["aud"]})
    assert merged.access_claims["aud"] == "https://harbour.poolhouse.test"
    assert {decision.outcome for decision in merged.decisions} == {"refused"}


def test_aud_of_the_id_token_never_changes(issue: Issue) -> None:
    assert issue.id({"claimsToAddOrOverride": {"aud": CLIENT_ID}}).decisions[0].outcome == "refused"


# --- groups ----------------------------------------------------------------------------------------------------------


@every_version
def test_absent_group_override_keeps_groups(issue: Issue, version: EventVersion, container: str) -> None:
    merged = issue.id({"claimsToAddOrOverride": {"tier": "gold"}}, version)
    assert merged.id_claims is not None
    assert [merged.id_claims[claim] for claim in GROUP_CLAIMS] == [["divers", "crew"], [DIVER], DIVER]
    assert merged.access_claims["cognito:groups"] == ["divers", "crew"]


@every_version
@pytest.mark.parametrize(
    "details",
    [
        None,
        {},
        {"groupsToOverride": None, "iamRolesToOverride": None, "preferredRole": None},
        {"groupsToOverride": [], "iamRolesToOverride": [], "preferredRole": None},
    ],
)
def test_empty_group_override_removes_groups_from_both_tokens(
    issue: Issue, version: EventVersion, container: str, details: Any
) -> None:
    merged = issue(version, {"groupOverrideDetails": details})
    assert merged.id_claims is not None
    assert not merged.id_claims.keys() & set(GROUP_CLAIMS)
    assert not merged.access_claims.keys() & set(GROUP_CLAIMS)


@every_version
def test_only_groups_given_reaches_both_tokens_and_drops_roles(
    issue: Issue, version: EventVersion, container: str
) -> None:
    merged = issue(version, {"groupOverrideDetails": {"groupsToOverride": ["guests"]}})
    assert merged.id_claims is not None
    assert merged.id_claims["cognito:groups"] == merged.access_claims["cognito:groups"] == ["guests"]
    assert "cognito:roles" not in merged.id_claims
    assert "cognito:preferred_role" not in merged.id_claims


@every_version
def test_roles_appear_in_the_id_token_only(issue: Issue, version: EventVersion, container: str) -> None:
    details = {"groupsToOverride": ["a"], "iamRolesToOverride": ["arn:r1", "arn:r2"], "preferredRole": "arn:r3"}
    merged = issue(version, {"groupOverrideDetails": details})
    assert merged.id_claims is not None
    assert merged.id_claims["cognito:roles"] == ["arn:r1", "arn:r2"]
    assert merged.id_claims["cognito:preferred_role"] == "arn:r3"
    assert not merged.access_claims.keys() & {"cognito:roles", "cognito:preferred_role"}


@every_version
def test_copying_the_delivered_groups_keeps_them(issue: Issue, version: EventVersion, container: str) -> None:
    details = {"groupsToOverride": ["divers", "crew"], "iamRolesToOverride": [DIVER], "preferredRole": DIVER}
    merged = issue(version, {"groupOverrideDetails": details})
    assert merged.id_claims == issue.base_id
    assert {decision.outcome for decision in merged.decisions} == {"no_effect"}


@pytest.mark.parametrize("version", ["V1_0", "V2_0", "V3_0"])
def test_suppressing_cognito_groups_removes_the_roles_too(issue: Issue, version: EventVersion) -> None:
    merged = issue.id({"claimsToSuppress": ["cognito:groups"]}, version)
    assert merged.id_claims is not None
    assert not merged.id_claims.keys() & set(GROUP_CLAIMS)
    assert merged.access_claims["cognito:groups"] == ["divers", "crew"]


def test_suppressing_cognito_groups_removes_roles_that_came_without_groups(issue: Issue) -> None:
    merged = issue(
        "V1_0",
        {"claimsToSuppress": ["cognito:groups"], "groupOverrideDetails": {"iamRolesToOverride": ["arn:r"]}},
    )
    assert merged.id_claims is not None
    assert not merged.id_claims.keys() & set(GROUP_CLAIMS)


def test_suppressing_cognito_groups_in_the_access_token_only(issue: Issue) -> None:
    merged = issue.access({"claimsToSuppress": ["cognito:groups"]})
    assert "cognito:groups" not in merged.access_claims
    assert merged.id_claims == issue.base_id


@pytest.mark.parametrize("version", ["V1_0", "V2_0", "V3_0"])
def test_suppressing_the_role_claims_alone_has_no_effect(issue: Issue, version: EventVersion) -> None:
    merged = issue.id({"claimsToSuppress": ["cognito:roles", "cognito:preferred_role"]}, version)
    assert merged.id_claims == issue.base_id
    assert {decision.outcome for decision in merged.decisions} == {"no_effect"}


# --- scopes ----------------------------------------------------------------------------------------------------------


def test_scopes_are_an_ordered_set(issue: Issue) -> None:
    merged = issue.access({"scopesToAdd": ["openid", "email", "openid", ADMIN_SCOPE, "everyone/*"]})
    assert merged.scopes == (ADMIN_SCOPE, "openid", "email", "everyone/*")
    assert merged.access_claims["scope"] == f"{ADMIN_SCOPE} openid email everyone/*"


@pytest.mark.parametrize("scope", ["bad scope", "", " ", "a\tb", "a\n", "a\u00a0b", "a\x00"])
def test_a_scope_with_a_blank_is_not_added(issue: Issue, scope: str) -> None:
    merged = issue.access({"scopesToAdd": [scope, "good"]})
    assert merged.access_claims["scope"] == f"{ADMIN_SCOPE} good"
    assert told(merged, "access", scope, "scope_add").outcome == "refused"


def test_a_scope_in_both_lists_is_suppressed(issue: Issue) -> None:
    merged = issue.access({"scopesToAdd": ["a", "b"], "scopesToSuppress": ["b"]})
    assert merged.scopes == (ADMIN_SCOPE, "a")
    assert told(merged, "access", "b", "scope_add").outcome == "no_effect"
    assert "wins" in told(merged, "access", "b", "scope_add").reason
    assert told(merged, "access", "b", "scope_suppress").outcome == "applied"


def test_the_scope_claim_follows_the_scopes_alone(issue: Issue) -> None:
    issue.base_access["scope"] = "stale"
    assert issue.access({"scopesToAdd": ["a"]}).access_claims["scope"] == f"{ADMIN_SCOPE} a"
    assert "scope" not in issue.access({"scopesToSuppress": [ADMIN_SCOPE]}).access_claims


def test_suppressing_a_scope_that_is_not_there_is_harmless(issue: Issue) -> None:
    merged = issue.access({"scopesToSuppress": ["nope", "nope"]})
    assert merged.access_claims["scope"] == ADMIN_SCOPE
    assert [decision.outcome for decision in merged.decisions] == ["no_effect"]


def test_no_scope_left_means_no_scope_claim(issue: Issue) -> None:
    merged = issue.access({"scopesToSuppress": [ADMIN_SCOPE]})
    assert merged.scopes == ()
    assert "scope" not in merged.access_claims


# --- sessions without an ID token ------------------------------------------------------------------------------------


def test_without_an_id_token_groups_still_reach_the_access_token(issue: Issue) -> None:
    issue.base_id = None
    merged = issue(
        "V2_0",
        {
            "idTokenGeneration": {"claimsToAddOrOverride": {"a": 1}, "claimsToSuppress": ["b"]},
            "groupOverrideDetails": {"groupsToOverride": ["guests"]},
        },
    )
    assert merged.id_claims is None
    assert merged.access_claims["cognito:groups"] == ["guests"]
    assert [d.outcome for d in merged.decisions if d.token == "id"] == ["no_effect"] * 3


def test_client_credentials_ignore_the_id_token_and_groups(machine_access: dict[str, Any]) -> None:
    issue = Issue(None, machine_access)
    issue.scopes, issue.machine = ("harbour-api/berths.read",), True
    merged = issue(
        "V3_0",
        {
            "idTokenGeneration": {"claimsToAddOrOverride": {"a": 1}},
            "accessTokenGeneration": {"claimsToAddOrOverride": {"tenant_id": "t9", "sub": "x", "cognito:groups": []}},
            "groupOverrideDetails": {"groupsToOverride": ["guests"], "iamRolesToOverride": ["arn:r"]},
        },
    )
    assert merged.id_claims is None
    assert merged.access_claims == machine_access | {"tenant_id": "t9", "scope": "harbour-api/berths.read"}


# --- quota -----------------------------------------------------------------------------------------------------------


def test_5000_claims_and_scopes_pass_and_5001_fail(issue: Issue) -> None:
    assert issue.base_id is not None
    room = 5000 - len(issue.base_id) - len(issue.base_access) - 1
    some = {f"claim{n}": n for n in range(room - 100)}
    scopes = [f"scope{n}" for n in range(100)]
    merged = issue.access({"claimsToAddOrOverride": some, "scopesToAdd": scopes})
    assert len(merged.scopes) == 101
    with pytest.raises(ServiceError) as caught:
        issue.access({"claimsToAddOrOverride": some, "scopesToAdd": [*scopes, "one-more"]})
    assert caught.value.type == "InvalidLambdaResponseException"
    assert "5001" in caught.value.hint


def test_suppressed_claims_do_not_count_towards_the_quota(issue: Issue) -> None:
    many = {f"claim{n}": n for n in range(6000)}
    merged = issue.access({"claimsToAddOrOverride": many, "claimsToSuppress": list(many)})
    assert merged.access_claims == issue.base_access | {"scope": ADMIN_SCOPE}


# --- worked examples -------------------------------------------------------------------------------------------------


def test_example_v1_api_sign_in(issue: Issue) -> None:
    merged = issue.id(
        {
            "claimsToAddOrOverride": {"tier": "gold", "email": "masked@poolhouse.test"},
            "claimsToSuppress": ["phone_number", "sub"],
        },
        "V1_0",
    )
    assert issue.base_id is not None
    expected = issue.base_id | {"tier": "gold", "email": "masked@poolhouse.test"}
    del expected["phone_number"]
    assert merged.id_claims == expected
    assert merged.access_claims == issue.base_access | {"scope": ADMIN_SCOPE}
    assert told(merged, "id", "sub", "suppress").outcome == "refused"


def test_example_v2_types_groups_and_scopes(issue: Issue) -> None:
    merged = issue(
        "V2_0",
        {
            "idTokenGeneration": {
                "claimsToAddOrOverride": {"depth": 18.5, "certs": ["AOW", 3, True], "cognito:username": "x"},
                "claimsToSuppress": ["email", "cognito:groups"],
            },
            "accessTokenGeneration": {
                "claimsToAddOrOverride": {"aud": CLIENT_ID, "limits": {"max": 3}},
                "scopesToAdd": ["dive-api/log.write", "bad scope"],
                "scopesToSuppress": [],
            },
            "groupOverrideDetails": {"groupsToOverride": ["guests"], "iamRolesToOverride": [], "preferredRole": None},
        },
    )
    assert issue.base_id is not None
    gone = {"email", *GROUP_CLAIMS}
    assert merged.id_claims == {name: value for name, value in issue.base_id.items() if name not in gone} | {
        "depth": 18.5,
        "certs": ["AOW", 3, True],
    }
    assert merged.access_claims == issue.base_access | {
        "cognito:groups": ["guests"],
        "aud": CLIENT_ID,
        "limits": {"max": 3},
        "scope": f"{ADMIN_SCOPE} dive-api/log.write",
    }


def test_example_v3_client_credentials(machine_access: dict[str, Any]) -> None:
    issue = Issue(None, machine_access)
    issue.scopes, issue.machine = ("harbour-api/berths.read",), True
    details = {"accessTokenGeneration": {"claimsToAddOrOverride": {"tenant_id": "t9", "sub": "x"}}}
    merged = issue("V3_0", details)
    assert merged.access_claims == machine_access | {"tenant_id": "t9", "scope": "harbour-api/berths.read"}


def test_example_key_absent_versus_null(issue: Issue) -> None:
    unchanged = issue("V2_0", {"idTokenGeneration": None, "accessTokenGeneration": None})
    assert (unchanged.id_claims, unchanged.decisions) == (issue.base_id, ())
    emptied = issue("V2_0", {"groupOverrideDetails": {}})
    assert emptied.id_claims is not None
    assert not (emptied.id_claims.keys() | emptied.access_claims.keys()) & set(GROUP_CLAIMS)
