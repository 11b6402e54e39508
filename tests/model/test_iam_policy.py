"""Policies: nothing is allowed by itself, a denial wins, and what is not understood only ever refuses."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poolhouse.model.iam_conditions import Context
from poolhouse.model.iam_policy import Access, Decision, decide

POOL = "arn:aws:cognito-idp:us-east-1:000000000000:userpool/us-east-1_Reef00001"
SUB = "us-east-1:11111111-1111-4111-8111-111111111111"
CONTEXT: Context = {
    "cognito-identity.amazonaws.com:sub": (SUB,),
    "cognito-identity.amazonaws.com:amr": ("authenticated", "dev.harbour"),
    "empty": (),
    "starred": ("a*?",),
}
ACCESS = Access("cognito-idp:DescribeUserPool", POOL, CONTEXT)


def policy(*statements: object, version: str | None = "2012-10-17") -> dict[str, Any]:
    document: dict[str, Any] = {"Statement": list(statements)}
    return document if version is None else {"Version": version, **document}


def allow(**members: object) -> dict[str, object]:
    return {"Effect": "Allow", "Action": "cognito-idp:*", "Resource": "*", **members}


def deny(**members: object) -> dict[str, object]:
    return {**allow(**members), "Effect": "Deny"}


def decided(*statements: object, access: Access = ACCESS) -> Decision:
    return decide([policy(*statements)], access)


def test_nothing_is_allowed_by_itself() -> None:
    assert decide([], ACCESS) == "not allowed"
    assert decided() == "not allowed"
    assert decide([{"Version": "2012-10-17"}], ACCESS) == "not allowed"


def test_one_statement_need_not_be_a_list() -> None:
    assert decide([{"Statement": allow()}], ACCESS) == "allowed"


def test_a_denial_wins_in_any_order_and_document() -> None:
    assert decided(allow(), deny()) == decided(deny(), allow()) == "denied"
    assert decide([policy(allow()), policy(deny())], ACCESS) == "denied"
    assert decide([policy(deny(Resource="other")), policy(allow())], ACCESS) == "allowed"


@pytest.mark.parametrize(
    ("members", "decision"),
    [
        ({"Action": "cognito-idp:DescribeUserPool"}, "allowed"),
        ({"Action": ["lambda:*", "COGNITO-IDP:describe*"]}, "allowed"),
        ({"Action": "cognito-idp:Describe"}, "not allowed"),
        ({"Action": "cognito-idp:?escribeUserPool"}, "allowed"),
        ({"Action": "*"}, "allowed"),
        ({"Action": []}, "not allowed"),
        ({"Resource": POOL}, "allowed"),
        ({"Resource": ["x", "arn:aws:cognito-idp:*:*:userpool/us-east-1_Reef?????"]}, "allowed"),
        ({"Resource": POOL.upper()}, "not allowed"),
        ({"Resource": []}, "not allowed"),
    ],
)
def test_actions_and_resources(members: dict[str, object], decision: str) -> None:
    assert decided(allow(**members)) == decision


def test_everything_but() -> None:
    statement = {"Effect": "Allow", "NotAction": "cognito-idp:Delete*", "NotResource": "*/us-east-1_Other*"}
    assert decided(statement) == "allowed"
    assert decided(statement, access=ACCESS._replace(action="cognito-idp:DeleteUserPool")) == "not allowed"
    assert decided(statement, access=ACCESS._replace(resource="x/us-east-1_Other0001")) == "not allowed"


AMR, SUB_KEY = "cognito-identity.amazonaws.com:amr", "cognito-identity.amazonaws.com:sub"


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ({"StringEquals": {SUB_KEY: SUB}}, True),
        ({"StringEquals": {SUB_KEY.upper(): ["x", SUB]}}, True),
        ({"StringEquals": {SUB_KEY: "us-east-1:*"}}, False),
        ({"StringEquals": {SUB_KEY: SUB.upper()}}, False),
        ({"StringEquals": {"starred": "a*?"}}, True),
        ({"StringEqualsIgnoreCase": {"starred": "A*?"}}, True),
        ({"StringEqualsIgnoreCase": {SUB_KEY: SUB.upper()}}, True),
        ({"StringNotEqualsIgnoreCase": {SUB_KEY: SUB.upper()}}, False),
        ({"StringNotEquals": {SUB_KEY: "x"}}, True),
        ({"StringNotEquals": {SUB_KEY: ["x", SUB]}}, False),
        ({"StringLike": {SUB_KEY: "us-east-1:*"}}, True),
        ({"StringNotLike": {SUB_KEY: "us-east-1:*"}}, False),
        ({"ForAnyValue:StringLike": {AMR: "auth*"}}, True),
        ({"ForAnyValue:StringLike": {AMR: "unauth*"}}, False),
        ({"ForAnyValue:StringNotEquals": {AMR: "authenticated"}}, True),
        ({"ForAllValues:StringLike": {AMR: ["auth*", "dev.*"]}}, True),
        ({"ForAllValues:StringLike": {AMR: "auth*"}}, False),
        ({"ForAllValues:StringEquals": {"empty": "x"}}, True),
        ({"ForAnyValue:StringEquals": {"empty": "x"}}, False),
        ({"StringEquals": {"empty": "x"}}, False),
        ({"StringNotEquals": {"empty": "x"}}, True),
        ({"StringEqualsIfExists": {"empty": "x"}}, True),
        ({"StringEqualsIfExists": {SUB_KEY: "x"}}, False),
        ({"StringEquals": {SUB_KEY: SUB, AMR: "dev.harbour"}, "StringLike": {SUB_KEY: "us-*"}}, True),
        ({"StringEquals": {SUB_KEY: SUB, AMR: "other"}}, False),
        ({"StringEquals": {SUB_KEY: "${cognito-identity.amazonaws.com:sub}"}}, True),
        ({}, True),
    ],
)
def test_conditions(condition: object, holds: bool) -> None:
    assert decided(allow(Condition=condition)) == ("allowed" if holds else "not allowed")
    assert decided(allow(), deny(Condition=condition)) == ("denied" if holds else "allowed")


@pytest.mark.parametrize(
    "members",
    [
        {"Condition": {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}},
        {"Condition": {"StringEquals": {"aws:RequestedRegion": "us-east-1"}}},
        {"Condition": {"StringEqualsIfExists": {"aws:RequestedRegion": "us-east-1"}}},
        {"Condition": {"ForSomeValues:StringEquals": {SUB_KEY: SUB}}},
        {"Condition": {"stringequals": {SUB_KEY: SUB}}},
        {"Condition": {"StringEquals": {SUB_KEY: 7}}},
        {"Condition": {"StringEquals": "x"}},
        {"Condition": []},
        {"Resource": "arn:${aws:username}"},
        {"Resource": ["arn:*", "${cognito-identity.amazonaws.com:amr}"]},
        {"Resource": None},
        {"Resource": [POOL, 7]},
        {"Action": None},
        {"Action": {"x": 1}},
    ],
)
def test_what_is_not_understood_never_allows_and_always_denies(members: dict[str, object]) -> None:
    assert decided(allow(**members)) == "not allowed"
    assert decided(allow(), deny(**members)) == "denied"


@pytest.mark.parametrize("statement", [None, "x", 7, ["x"], {"Effect": "allow"}, {**allow(), "Effect": "Perhaps"}, {}])
def test_statements_that_are_none_deny(statement: object) -> None:
    assert decided(allow(), statement) == "denied"


def test_an_unknown_condition_beside_one_that_fails_denies_nothing() -> None:
    condition = {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}, "StringEquals": {SUB_KEY: "another"}}
    assert decided(allow(), deny(Condition=condition)) == "allowed"


@pytest.mark.parametrize(
    ("resource", "asked", "decision"),
    [
        ("table/${cognito-identity.amazonaws.com:sub}/*", f"table/{SUB}/row", "allowed"),
        ("table/${cognito-identity.amazonaws.com:sub}/*", "table/other/row", "not allowed"),
        ("table/${Cognito-Identity.amazonaws.com:SUB}", f"table/{SUB}", "allowed"),
        ("table/${empty, 'spare'}", "table/spare", "allowed"),
        ("table/${empty}", "table/", "not allowed"),
        ("table/${*}${?}${$}", "table/*?$", "allowed"),
        ("table/${*}", "table/anything", "not allowed"),
    ],
)
def test_variables(resource: str, asked: str, decision: str) -> None:
    assert decided(allow(Resource=resource), access=ACCESS._replace(resource=asked)) == decision


def test_the_value_of_a_variable_holds_no_wildcards() -> None:
    access = Access("a:b", "table/anything", {"who": ("*",)})
    assert decided({"Effect": "Allow", "Action": "a:b", "Resource": "table/${who}"}, access=access) == "not allowed"
    assert (
        decided(
            {"Effect": "Allow", "Action": "a:b", "Resource": "table/${who}"}, access=access._replace(resource="table/*")
        )
        == "allowed"
    )


def test_old_policies_have_no_variables() -> None:
    statement = {"Effect": "Allow", "Action": "*", "Resource": "table/${empty}"}
    access = ACCESS._replace(resource="table/${empty}")
    assert decide([policy(statement, version="2008-10-17")], access) == "allowed"
    assert decide([policy(statement, version=None)], access) == "allowed"


TRUST = Access("sts:AssumeRoleWithWebIdentity", "role", CONTEXT, "cognito-identity.amazonaws.com")


@pytest.mark.parametrize(
    ("principal", "decision"),
    [
        ({"Federated": "cognito-identity.amazonaws.com"}, "allowed"),
        ({"Federated": ["x", "cognito-identity.amazonaws.com"], "AWS": "y"}, "allowed"),
        ("*", "allowed"),
        ({"Federated": "accounts.google.com"}, "not allowed"),
        ({"Federated": "cognito-identity.*"}, "not allowed"),
        ({"Service": "lambda.amazonaws.com"}, "not allowed"),
        ({"AWS": "*"}, "not allowed"),
        (None, "not allowed"),
    ],
)
def test_trust(principal: object, decision: str) -> None:
    statement = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRoleWithWebIdentity"}
    assert decided(statement, access=TRUST) == decision


STATEMENTS = st.lists(
    st.fixed_dictionaries(
        {"Effect": st.sampled_from(["Allow", "Deny"])},
        optional={
            "Action": st.sampled_from(["*", "cognito-idp:*", "lambda:*", ["cognito-idp:Describe*"], None]),
            "Resource": st.sampled_from(["*", POOL, "arn:${aws:username}", []]),
            "Condition": st.sampled_from(
                [{}, {"StringEquals": {SUB_KEY: SUB}}, {"Bool": {"aws:SecureTransport": "true"}}, 7]
            ),
        },
    ),
    max_size=5,
)


@given(statements=STATEMENTS, more=STATEMENTS)
def test_one_more_denial_never_opens_and_order_does_not_count(statements: list[Any], more: list[Any]) -> None:
    before = decide([policy(*statements)], ACCESS)
    denials = [{**statement, "Effect": "Deny"} for statement in more]
    assert decide([policy(*statements, *denials)], ACCESS) in {before, "denied"}
    assert decide([policy(*more), policy(*statements)], ACCESS) == decide([policy(*statements, *more)], ACCESS)


@given(statements=STATEMENTS)
def test_an_allowed_access_has_a_plain_statement_that_allows_it(statements: list[Any]) -> None:
    if decide([policy(*statements)], ACCESS) == "allowed":
        assert any(decide([policy(each)], ACCESS) == "allowed" and each["Effect"] == "Allow" for each in statements)
        assert all(decide([policy(each)], ACCESS) != "denied" for each in statements)
