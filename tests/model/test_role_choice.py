from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poolhouse.model.role_choice import NoRole, choose_role, rule_matches, token_roles
from poolhouse.wire import cognito_identity as wire

DEFAULT, DIVER, CAPTAIN = (f"arn:aws:iam::000000000000:role/{name}" for name in ("default", "diver", "captain"))


def token(resolution: Any = "AuthenticatedRole") -> wire.RoleMapping:
    return wire.RoleMapping(type="Token", ambiguous_role_resolution=resolution)


def rule(match: Any, value: str, role: str = DIVER, claim: str = "tier") -> wire.MappingRule:
    return wire.MappingRule(claim=claim, match_type=match, value=value, role_arn=role)


def rules(*given_rules: wire.MappingRule, resolution: Any = "AuthenticatedRole") -> wire.RoleMapping:
    configuration = wire.RulesConfigurationType(rules=list(given_rules))
    return wire.RoleMapping(type="Rules", ambiguous_role_resolution=resolution, rules_configuration=configuration)


@pytest.mark.parametrize(
    ("claims", "asked", "chosen"),
    [
        ({}, None, DEFAULT),
        ({"cognito:preferred_role": DIVER}, None, DIVER),
        ({"cognito:preferred_role": DIVER, "cognito:roles": [CAPTAIN]}, None, DIVER),
        ({"cognito:roles": [CAPTAIN]}, None, CAPTAIN),
        ({"cognito:roles": [CAPTAIN, DIVER]}, None, DEFAULT),
        ({"cognito:roles": f"{CAPTAIN}, {DIVER}"}, DIVER, DIVER),
        ({"cognito:roles": [CAPTAIN, DIVER], "cognito:preferred_role": DIVER}, CAPTAIN, CAPTAIN),
        ({"cognito:preferred_role": 7, "cognito:roles": {"x": 1}}, None, DEFAULT),
        ({"cognito:preferred_role": ""}, None, DEFAULT),
    ],
)
def test_by_the_token(claims: dict[str, Any], asked: str | None, chosen: str) -> None:
    assert choose_role(token(), claims, DEFAULT, asked=asked) == chosen


@pytest.mark.parametrize(
    ("claims", "asked"),
    [
        ({}, None),
        ({"cognito:roles": [CAPTAIN, DIVER]}, None),
        ({"cognito:roles": [DIVER]}, CAPTAIN),
        ({"cognito:preferred_role": CAPTAIN}, CAPTAIN),
        ({}, DEFAULT),
    ],
)
def test_the_token_gives_no_role(claims: dict[str, Any], asked: str | None) -> None:
    with pytest.raises(NoRole):
        choose_role(token("Deny"), claims, DEFAULT, asked=asked)


def test_the_first_rule_that_matches_wins() -> None:
    mapping = rules(rule("Equals", "x"), rule("StartsWith", "go", CAPTAIN), rule("Equals", "gold"))
    assert choose_role(mapping, {"tier": "gold"}, DEFAULT, asked=None) == CAPTAIN
    assert choose_role(mapping, {"tier": "lead", "cognito:preferred_role": DIVER}, DEFAULT, asked=None) == DEFAULT


def test_no_rule_matches_and_the_pool_denies() -> None:
    mapping = rules(rule("Equals", "gold"), resolution="Deny")
    with pytest.raises(NoRole):
        choose_role(mapping, {"tier": "lead"}, DEFAULT, asked=None)


def test_without_token_mapping_nobody_chooses_another_role() -> None:
    mapping = rules(rule("Equals", "gold"))
    claims = {"tier": "gold", "cognito:roles": [CAPTAIN]}
    assert choose_role(mapping, claims, DEFAULT, asked=DIVER) == DIVER
    assert choose_role(None, claims, DEFAULT, asked=DEFAULT) == DEFAULT
    for which in (mapping, None):
        with pytest.raises(NoRole):
            choose_role(which, claims, DEFAULT, asked=CAPTAIN)
    with pytest.raises(NoRole):
        choose_role(None, {}, None, asked=DEFAULT)


@pytest.mark.parametrize(
    ("match", "value", "claim", "matches"),
    [
        ("Equals", "gold", "gold", True),
        ("Equals", "gold", "Gold", False),
        ("NotEqual", "gold", "lead", True),
        ("NotEqual", "gold", "gold", False),
        ("StartsWith", "go", "gold", True),
        ("StartsWith", "ld", "gold", False),
        ("Contains", "ol", "gold", True),
        ("Contains", "x", "gold", False),
        ("Equals", "true", True, True),
        ("Equals", "7", 7, True),
        ("Contains", "divers", ["crew", "divers"], True),
        ("Contains", "divers", ["crew"], False),
        ("Equals", "divers", ["divers"], True),
        ("Equals", "divers", ["crew", "divers"], False),
        ("StartsWith", "div", ["crew", "divers"], False),
        ("NotEqual", "divers", ["crew", "divers"], True),
        ("NotEqual", "x", None, False),
        ("NotEqual", "x", {"a": 1}, False),
        ("NotEqual", "x", [], False),
    ],
)
def test_rules(match: str, value: str, claim: Any, matches: bool) -> None:
    assert rule_matches(rule(match, value), {"tier": claim}) is matches


def test_an_absent_claim_meets_no_rule() -> None:
    for match in ("Equals", "NotEqual", "StartsWith", "Contains"):
        assert not rule_matches(rule(match, "x"), {})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)
ROLE_ARNS = st.sampled_from([DIVER, CAPTAIN])
MAPPINGS = st.none() | st.builds(
    wire.RoleMapping,
    type=st.sampled_from(["Token", "Rules"]),
    ambiguous_role_resolution=st.sampled_from(["AuthenticatedRole", "Deny"]),
    rules_configuration=st.none()
    | st.builds(
        wire.RulesConfigurationType,
        rules=st.lists(
            st.builds(
                wire.MappingRule,
                claim=st.sampled_from(["tier", "cognito:groups"]),
                match_type=st.sampled_from(["Equals", "NotEqual", "StartsWith", "Contains"]),
                value=st.text(min_size=1, max_size=3),
                role_arn=ROLE_ARNS,
            ),
            min_size=1,
            max_size=4,
        ),
    ),
)
CLAIMS = st.dictionaries(
    st.sampled_from(["tier", "cognito:groups", "cognito:roles", "cognito:preferred_role"]),
    JSON | ROLE_ARNS | st.lists(ROLE_ARNS),
)


@given(mapping=MAPPINGS, claims=CLAIMS, asked=st.none() | ROLE_ARNS)
def test_a_role_comes_from_the_mapping_the_token_or_the_pool_and_from_nowhere_else(
    mapping: wire.RoleMapping | None, claims: dict[str, Any], asked: str | None
) -> None:
    try:
        chosen = choose_role(mapping, claims, DEFAULT, asked=asked)
    except NoRole:
        assert mapping is not None or asked is not None
        return
    assert asked in (None, chosen)
    offered: list[object] = [each.role_arn for each in _rules(mapping)]
    if mapping is not None and mapping.type == "Token":
        offered = [*token_roles(claims), claims.get("cognito:preferred_role")]
    assert chosen == DEFAULT or chosen in offered
    if mapping is not None and mapping.ambiguous_role_resolution == "Deny":
        assert chosen in offered


def _rules(mapping: wire.RoleMapping | None) -> list[wire.MappingRule]:
    configuration = mapping.rules_configuration if mapping and mapping.type == "Rules" else None
    return configuration.rules if configuration else []
