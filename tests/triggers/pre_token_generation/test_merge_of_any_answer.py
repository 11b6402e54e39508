"""Whatever a function answers: sound claims, or a clean error."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from poolhouse.errors import ServiceError
from poolhouse.triggers.pre_token_generation.event import EventVersion
from poolhouse.triggers.pre_token_generation.merge import merge
from poolhouse.triggers.pre_token_generation.protected import IMMUTABLE
from poolhouse.triggers.pre_token_generation.response import NO_CHANGE, parse_response

CLIENT_ID = "3n4b5urk1ft4fl3mg5e62d9ado"
ADMIN_SCOPE = "aws.cognito.signin.user.admin"
V1, V2 = "claimsOverrideDetails", "claimsAndScopeOverrideDetails"
GROUP_CLAIMS = ("cognito:groups", "cognito:roles", "cognito:preferred_role")

NAMES = st.sampled_from(
    [*IMMUTABLE["id"], *IMMUTABLE["access"], *GROUP_CLAIMS, "cognito:x", "dev:custom:hull", "email", "address", "tier"]
) | st.text(max_size=8)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
TEXTS = st.lists(NAMES, max_size=5)


def absent_or(strategy: st.SearchStrategy[Any], noise: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy | strategy | strategy | noise


BLOCK = st.fixed_dictionaries(
    {},
    optional={
        "claimsToAddOrOverride": absent_or(st.dictionaries(NAMES, VALUES, max_size=5), VALUES),
        "claimsToSuppress": absent_or(TEXTS, VALUES),
    },
)
ACCESS_BLOCK = st.fixed_dictionaries(
    {},
    optional={
        "claimsToAddOrOverride": absent_or(st.dictionaries(NAMES, VALUES, max_size=5), VALUES),
        "claimsToSuppress": absent_or(TEXTS, VALUES),
        "scopesToAdd": absent_or(TEXTS, VALUES),
        "scopesToSuppress": absent_or(TEXTS, VALUES),
    },
)
GROUPS = st.fixed_dictionaries(
    {},
    optional={
        "groupsToOverride": absent_or(TEXTS, VALUES),
        "iamRolesToOverride": absent_or(TEXTS, VALUES),
        "preferredRole": absent_or(st.text(), VALUES),
    },
)
V1_DETAILS = st.fixed_dictionaries(
    {},
    optional={
        "claimsToAddOrOverride": absent_or(st.dictionaries(NAMES, st.text(), max_size=5), VALUES),
        "claimsToSuppress": absent_or(TEXTS, VALUES),
        "groupOverrideDetails": absent_or(GROUPS, VALUES),
    },
)
V2_DETAILS = st.fixed_dictionaries(
    {},
    optional={
        "idTokenGeneration": absent_or(BLOCK, VALUES),
        "accessTokenGeneration": absent_or(ACCESS_BLOCK, VALUES),
        "groupOverrideDetails": absent_or(GROUPS, VALUES),
    },
)
ANSWERS = st.one_of(
    st.tuples(st.just("V1_0"), st.fixed_dictionaries({}, optional={V1: absent_or(V1_DETAILS, VALUES)})),
    st.tuples(st.just("V2_0"), st.fixed_dictionaries({}, optional={V2: absent_or(V2_DETAILS, VALUES)})),
    st.tuples(st.just("V3_0"), st.dictionaries(st.sampled_from([V1, V2]) | st.text(), VALUES, max_size=3)),
)
BASE_ID = {name: f"id {name}" for name in IMMUTABLE["id"]} | {
    "cognito:username": "marina",
    "cognito:groups": ["divers"],
    "email": "marina@poolhouse.test",
    "dev:custom:hull": "9",
}
BASE_ACCESS = {name: f"access {name}" for name in IMMUTABLE["access"] if name not in ("scope", "aud")}


@given(answer=ANSWERS)
def test_any_answer_gives_sound_claims_or_a_clean_error(answer: tuple[EventVersion, dict[str, Any]]) -> None:
    version, response = answer
    try:
        override = parse_response(version, response)
        merged = merge(BASE_ID, BASE_ACCESS, (ADMIN_SCOPE,), override, CLIENT_ID)
    except ServiceError as error:
        assert error.type == "InvalidLambdaResponseException"  # noqa: PT017
        return
    assert merged.id_claims is not None
    for claims, base, token in (
        (merged.id_claims, BASE_ID, "id"),
        (merged.access_claims, BASE_ACCESS, "access"),
    ):
        assert json.loads(json.dumps(claims, allow_nan=False)) == claims
        for name in base:
            if name in IMMUTABLE["id" if token == "id" else "access"] or name == "cognito:username":
                assert claims[name] == base[name]
        reserved = {name for name in claims if name.startswith(("cognito:", "aws:", "dev:"))} - set(GROUP_CLAIMS)
        assert reserved <= base.keys()
        assert None not in claims.values()
    assert merged.access_claims.get("aud", CLIENT_ID) == CLIENT_ID
    assert merged.access_claims.get("scope", "").split(" ") == list(merged.scopes or ("",))
    if override is NO_CHANGE:
        assert merged.decisions == ()


@given(
    claims=st.dictionaries(NAMES, VALUES.filter(lambda value: value is not None), max_size=6),
    suppress=TEXTS,
    scopes=TEXTS,
    unwanted=TEXTS,
)
def test_suppression_always_wins(
    claims: dict[str, Any], suppress: list[str], scopes: list[str], unwanted: list[str]
) -> None:
    details = {
        "accessTokenGeneration": {
            "claimsToAddOrOverride": claims,
            "claimsToSuppress": suppress,
            "scopesToAdd": scopes,
            "scopesToSuppress": unwanted,
        }
    }
    try:
        override = parse_response("V2_0", {V2: details})
    except ServiceError:
        return
    merged = merge(None, BASE_ACCESS, (ADMIN_SCOPE, "openid"), override, CLIENT_ID)
    assert not set(suppress) & (merged.access_claims.keys() - BASE_ACCESS.keys() - {"scope"})
    assert not set(unwanted) & set(merged.scopes)
