from __future__ import annotations

from typing import Any

import pytest

from poolhouse.errors import ServiceError
from poolhouse.triggers.pre_token_generation.event import EventVersion
from poolhouse.triggers.pre_token_generation.response import NO_CHANGE, GroupOverride, parse_response

V1, V2 = "claimsOverrideDetails", "claimsAndScopeOverrideDetails"
CONTAINERS: list[tuple[EventVersion, str]] = [("V1_0", V1), ("V2_0", V2), ("V3_0", V2)]
every_version = pytest.mark.parametrize(("version", "container"), CONTAINERS)
rich_versions = pytest.mark.parametrize("version", ["V2_0", "V3_0"])


def refusal(version: EventVersion, response: dict[str, Any]) -> ServiceError:
    with pytest.raises(ServiceError) as caught:
        parse_response(version, response)
    assert (caught.value.type, caught.value.message) == (
        "InvalidLambdaResponseException",
        "Unrecognizable lambda output",
    )
    assert caught.value.hint
    return caught.value


def id_claims(version: EventVersion, claims: Any) -> dict[str, Any]:
    if version == "V1_0":
        return {V1: {"claimsToAddOrOverride": claims}}
    return {V2: {"idTokenGeneration": {"claimsToAddOrOverride": claims}}}


@every_version
def test_absent_and_null_containers_change_nothing(version: EventVersion, container: str) -> None:
    assert parse_response(version, {}) is NO_CHANGE
    assert parse_response(version, {container: None}) is NO_CHANGE


@every_version
def test_an_empty_container_changes_nothing(version: EventVersion, container: str) -> None:
    assert parse_response(version, {container: {}}) == NO_CHANGE


def test_null_members_of_v1_count_as_absent() -> None:
    answer = {V1: {"claimsToAddOrOverride": None, "claimsToSuppress": None}}
    assert parse_response("V1_0", answer) == NO_CHANGE


@rich_versions
def test_null_members_of_v2_count_as_absent(version: EventVersion) -> None:
    blocks = {
        "idTokenGeneration": {"claimsToAddOrOverride": None, "claimsToSuppress": None},
        "accessTokenGeneration": {
            "claimsToAddOrOverride": None,
            "claimsToSuppress": None,
            "scopesToAdd": None,
            "scopesToSuppress": None,
        },
    }
    assert parse_response(version, {V2: blocks}) == NO_CHANGE
    assert parse_response(version, {V2: dict.fromkeys(blocks)}) == NO_CHANGE


@every_version
def test_group_override_absent_differs_from_null_and_empty(version: EventVersion, container: str) -> None:
    def groups(details: dict[str, Any]) -> GroupOverride | None:
        return parse_response(version, {container: details}).groups

    nulls = {"groupsToOverride": None, "iamRolesToOverride": None, "preferredRole": None}
    assert groups({"claimsToSuppress": []} if version == "V1_0" else {"idTokenGeneration": {}}) is None
    assert groups({"groupOverrideDetails": None}) == GroupOverride()
    assert groups({"groupOverrideDetails": {}}) == GroupOverride()
    assert groups({"groupOverrideDetails": nulls}) == GroupOverride()
    assert groups({"groupOverrideDetails": {"groupsToOverride": ["a"]}}) == GroupOverride(("a",))


def test_v1_reads_everything_into_the_id_token() -> None:
    override = parse_response(
        "V1_0",
        {
            V1: {
                "claimsToAddOrOverride": {"tier": "gold"},
                "claimsToSuppress": ["phone_number"],
                "groupOverrideDetails": {
                    "groupsToOverride": ["divers"],
                    "iamRolesToOverride": ["arn:r"],
                    "preferredRole": "arn:r",
                },
            }
        },
    )
    assert override.id.claims == {"tier": "gold"}
    assert override.id.suppress == ("phone_number",)
    assert override.groups == GroupOverride(("divers",), ("arn:r",), "arn:r")
    assert (override.access, override.scopes_to_add, override.scopes_to_suppress) == (NO_CHANGE.access, (), ())


@rich_versions
def test_v2_reads_both_tokens_and_scopes(version: EventVersion) -> None:
    override = parse_response(
        version,
        {
            V2: {
                "idTokenGeneration": {"claimsToAddOrOverride": {"berth": 14}, "claimsToSuppress": ["email"]},
                "accessTokenGeneration": {
                    "claimsToAddOrOverride": {"harbour": {"id": "H-7"}},
                    "claimsToSuppress": ["x"],
                    "scopesToAdd": ["a", "b"],
                    "scopesToSuppress": ["c"],
                },
            }
        },
    )
    assert (override.id.claims, override.id.suppress) == ({"berth": 14}, ("email",))
    assert (override.access.claims, override.access.suppress) == ({"harbour": {"id": "H-7"}}, ("x",))
    assert (override.scopes_to_add, override.scopes_to_suppress) == (("a", "b"), ("c",))
    assert override.groups is None


@pytest.mark.parametrize("value", [1, 1.5, True, ["a"], {"a": "b"}, None])
def test_v1_rejects_values_that_are_no_strings_and_names_the_claim(value: Any) -> None:
    assert "shape" in refusal("V1_0", id_claims("V1_0", {"fine": "x", "shape": value})).hint


@rich_versions
@pytest.mark.parametrize(
    "value",
    [
        "text",
        0,
        2**63 - 1,
        -(2**63),
        1.797e308,
        True,
        [],
        ["AOW", 3, True],
        {"id": "H-7", "open": True, "deep": {"list": [1, {"x": None}]}},
    ],
)
def test_v2_accepts_every_json_type(version: EventVersion, value: Any) -> None:
    assert parse_response(version, id_claims(version, {"c": value})).id.claims == {"c": value}


@rich_versions
@pytest.mark.parametrize("value", [2**63, -(2**63) - 1, [2**63], {"a": {"b": [2**64]}}])
def test_integers_beyond_64_bits_are_refused(version: EventVersion, value: Any) -> None:
    assert "64 bits" in refusal(version, id_claims(version, {"c": value})).hint


@rich_versions
def test_nesting_is_limited(version: EventVersion) -> None:
    def nested(levels: int) -> Any:
        value: Any = "x"
        for _ in range(levels):
            value = [value]
        return value

    parse_response(version, id_claims(version, {"c": nested(64)}))
    assert "deeply" in refusal(version, id_claims(version, {"c": nested(65)})).hint


@pytest.mark.parametrize("wrong", [[], "x", 1, True])
@every_version
def test_wrong_types_of_members_are_refused(version: EventVersion, container: str, wrong: Any) -> None:
    refusal(version, {container: wrong})
    refusal(version, {container: {"groupOverrideDetails": wrong}})
    refusal(version, id_claims(version, wrong))
    if version != "V1_0":
        refusal(version, {V2: {"idTokenGeneration": wrong}})
        refusal(version, {V2: {"accessTokenGeneration": wrong}})


@pytest.mark.parametrize("wrong", ["x", {}, [1], [None], [["x"]], 1])
@every_version
def test_wrong_lists_are_refused(version: EventVersion, container: str, wrong: Any) -> None:
    refusal(version, {container: {"groupOverrideDetails": {"groupsToOverride": wrong}}})
    refusal(version, {container: {"groupOverrideDetails": {"iamRolesToOverride": wrong}}})
    if version == "V1_0":
        refusal(version, {V1: {"claimsToSuppress": wrong}})
    else:
        refusal(version, {V2: {"idTokenGeneration": {"claimsToSuppress": wrong}}})
        for name in ("claimsToSuppress", "scopesToAdd", "scopesToSuppress"):
            refusal(version, {V2: {"accessTokenGeneration": {name: wrong}}})


@every_version
def test_a_preferred_role_is_no_list(version: EventVersion, container: str) -> None:
    refusal(version, {container: {"groupOverrideDetails": {"preferredRole": ["arn:r"]}}})


def test_the_container_of_another_version_is_refused_with_its_mend() -> None:
    assert "V2_0" in refusal("V1_0", {V2: {}}).hint
    assert "V2_0" in refusal("V1_0", {V1: None, V2: None}).hint
    assert "claimsAndScopeOverrideDetails" in refusal("V2_0", {V1: {}}).hint
    assert "claimsAndScopeOverrideDetails" in refusal("V3_0", {V2: {}, V1: None}).hint


@every_version
def test_unknown_members_are_refused(version: EventVersion, container: str) -> None:
    assert "extra" in refusal(version, {container: None, "extra": 1}).hint
    refusal(version, {container: {"extra": 1}})
    refusal(version, {container: {"groupOverrideDetails": {"extra": 1}}})
    if version != "V1_0":
        refusal(version, {V2: {"idTokenGeneration": {"scopesToAdd": ["a"]}}})
        refusal(version, {V2: {"accessTokenGeneration": {"extra": 1}}})
        refusal(version, {V2: {"claimsToAddOrOverride": {}}})


@pytest.mark.parametrize(
    ("version", "response"),
    [
        ("V1_0", {"ClaimsOverrideDetails": {}}),
        ("V1_0", {V1: {"ClaimsToSuppress": []}}),
        ("V2_0", {V2: {"IdTokenGeneration": {}}}),
        ("V2_0", {V2: {"accessTokenGeneration": {"ScopesToAdd": []}}}),
    ],
)
def test_another_letter_case_is_refused_and_named(version: EventVersion, response: dict[str, Any]) -> None:
    assert "letter case" in refusal(version, response).hint


def test_groups_inside_a_token_block_are_refused_and_explained() -> None:
    response = {V2: {"accessTokenGeneration": {"groupOverrideDetails": {"groupsToOverride": ["a"]}}}}
    assert "beside idTokenGeneration" in refusal("V2_0", response).hint


def test_hints_hold_no_values() -> None:
    assert "s3cret" not in refusal("V1_0", id_claims("V1_0", {"a": ["s3cret"]})).hint
    assert "s3cret" not in refusal("V2_0", {V2: {"idTokenGeneration": "s3cret"}}).hint


def test_hints_stay_short_and_on_one_line() -> None:
    hint = refusal("V2_0", {"x\n" * 100_000: 1}).hint
    assert len(hint) < 500
    assert "\n" not in hint
    hint = refusal("V2_0", {V2: {"idTokenGeneration": {"x\n" * 100_000: 1}}}).hint
    assert len(hint) < 500
    assert "\n" not in hint
