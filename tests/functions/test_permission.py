from __future__ import annotations

from typing import Any

import pytest

from poolhouse.functions.permission import allows

FUNCTION = "arn:aws:lambda:us-east-1:000000000000:function:f"
POOL = "arn:aws:cognito-idp:us-east-1:000000000000:userpool/us-east-1_abcdefghi"
STATEMENT: dict[str, Any] = {
    "Effect": "Allow",
    "Principal": {"Service": "cognito-idp.amazonaws.com"},
    "Action": "lambda:InvokeFunction",
    "Resource": FUNCTION,
}


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"Action": "lambda:*"},
        {"Action": ["lambda:GetFunction", "lambda:invokefunction"]},
        {"Action": "*"},
        {"Principal": "*"},
        {"Principal": {"Service": ["s3.amazonaws.com", "cognito-idp.amazonaws.com"]}},
        {"Condition": {"ArnLike": {"AWS:SourceArn": POOL}}},
        {"Condition": {"ArnLike": {"aws:SourceArn": "arn:aws:cognito-idp:us-east-1:*:userpool/*"}}},
        {"Condition": {"ArnEquals": {"AWS:SourceArn": POOL}, "StringEquals": {"AWS:SourceAccount": "000000000000"}}},
        {"Condition": {"ArnLike": {"AWS:SourceArn": ["arn:aws:s3:::b", POOL]}}},
    ],
)
def test_allows(change: dict[str, Any]) -> None:
    assert allows({"s": {**STATEMENT, **change}}, FUNCTION, POOL)


@pytest.mark.parametrize(
    "change",
    [
        {"Effect": "Deny"},
        {"Action": "lambda:GetFunction"},
        {"Action": None},
        {"Principal": {"Service": "s3.amazonaws.com"}},
        {"Principal": {"AWS": "arn:aws:iam::000000000000:root"}},
        {"Principal": None},
        {"Resource": FUNCTION + "2"},
        {"Condition": {"ArnLike": {"AWS:SourceArn": POOL + "x"}}},
        {"Condition": {"ArnLike": {"AWS:SourceArn": POOL[:-1] + "[i]"}}},
        {"Condition": {"StringEquals": {"AWS:SourceAccount": "111111111111"}}},
        {"Condition": {"ArnLike": {"AWS:SourceArn": POOL}, "StringEquals": {"AWS:SourceAccount": "111111111111"}}},
        {"Condition": {"StringEquals": {"AWS:PrincipalOrgID": "o-1"}}},
        {"Condition": {"SomethingElse": {"AWS:SourceArn": POOL}}},
        {"Condition": "anything"},
    ],
)
def test_refuses(change: dict[str, Any]) -> None:
    assert not allows({"s": {**STATEMENT, **change}}, FUNCTION, POOL)


def test_deny_wins_and_nothing_allows_nothing() -> None:
    assert not allows({"a": STATEMENT, "d": {**STATEMENT, "Effect": "Deny"}}, FUNCTION, POOL)
    assert not allows({}, FUNCTION, POOL)
