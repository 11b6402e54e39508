"""What the server lets the holder of session keys do: what the role allows, and nothing else."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from tests.identity.conftest import ACCOUNT, REGION, arn, policy, signed_headers, trust

GUEST = f"arn:aws:sts::{ACCOUNT}:assumed-role/limited/CognitoIdentityCredentials"


@pytest.fixture
def limited(shore: Any, reef: Any) -> Any:
    """Session keys of a guest whose role has these policies."""

    def make(*policies: dict[str, Any]) -> dict[str, Any]:
        reef.add_role("limited", trust(shore.id, "unauthenticated"), *policies)
        reef.call("SetIdentityPoolRoles", IdentityPoolId=shore.id, Roles={"unauthenticated": arn("limited")})
        found: dict[str, Any] = shore.credentials()
        return found

    return make


def user_pool_arn(shore: Any) -> str:
    return f"arn:aws:cognito-idp:{REGION}:{ACCOUNT}:userpool/{shore.user_pool}"


def not_allowed(action: str, resource: str) -> tuple[str, str]:
    text = (
        f"User: {GUEST} is not authorized to perform: {action} on resource: {resource} "
        f"because no identity-based policy allows the {action} action"
    )
    return ("AccessDeniedException", text)


def describe(shore: Any, keys: dict[str, Any], **options: Any) -> httpx.Response:
    response: httpx.Response = shore.reef.signed(
        "cognito-idp", "DescribeUserPool", keys, UserPoolId=shore.user_pool, **options
    )
    return response


def error(response: httpx.Response) -> tuple[str, str]:
    assert response.status_code == 400, response.text
    document = response.json()
    return document["__type"], document["message"]


def test_a_role_without_policies_may_do_nothing(shore: Any, limited: Any) -> None:
    keys = limited()
    assert error(describe(shore, keys)) == not_allowed("cognito-idp:DescribeUserPool", user_pool_arn(shore))
    listed = shore.reef.signed("cognito-idp", "ListUserPools", keys, MaxResults=1)
    assert error(listed) == not_allowed("cognito-idp:ListUserPools", "*")


def test_what_the_role_allows_is_done(shore: Any, limited: Any) -> None:
    keys = limited(policy("cognito-idp:Describe*", user_pool_arn(shore)))
    assert describe(shore, keys).json()["UserPool"]["Id"] == shore.user_pool
    other = shore.reef.house.pool()
    response = shore.reef.signed("cognito-idp", "DescribeUserPool", keys, UserPoolId=other)
    assert error(response)[0] == "AccessDeniedException"
    response = shore.reef.signed("cognito-idp", "DeleteUserPool", keys, UserPoolId=shore.user_pool)
    assert error(response) == not_allowed("cognito-idp:DeleteUserPool", user_pool_arn(shore))
    assert describe(shore, keys).status_code == 200


def test_an_explicit_denial_says_so(shore: Any, limited: Any) -> None:
    keys = limited(policy("*"), policy("cognito-idp:DescribeUserPool", effect="Deny"))
    text = (
        f"User: {GUEST} is not authorized to perform: cognito-idp:DescribeUserPool on resource: "
        f"{user_pool_arn(shore)} with an explicit deny in an identity-based policy"
    )
    assert error(describe(shore, keys)) == ("AccessDeniedException", text)
    assert shore.reef.signed("cognito-idp", "ListUserPools", keys, MaxResults=1).status_code == 200


def test_identity_pools_are_guarded_too(shore: Any, limited: Any) -> None:
    pool_arn = f"arn:aws:cognito-identity:{REGION}:{ACCOUNT}:identitypool/{shore.id}"
    keys = limited(policy("cognito-identity:DescribeIdentityPool", pool_arn))
    reef = shore.reef
    described = reef.signed("cognito-identity", "DescribeIdentityPool", keys, IdentityPoolId=shore.id)
    assert described.json()["IdentityPoolId"] == shore.id
    denied = reef.signed("cognito-identity", "DeleteIdentityPool", keys, IdentityPoolId=shore.id)
    assert error(denied) == not_allowed("cognito-identity:DeleteIdentityPool", pool_arn)
    tagging = reef.signed("cognito-identity", "TagResource", keys, ResourceArn=pool_arn, Tags={"a": "b"})
    assert error(tagging) == not_allowed("cognito-identity:TagResource", pool_arn)


def test_a_variable_of_the_policy_is_the_callers_identity(shore: Any, limited: Any, reef: Any) -> None:
    keys = limited()
    caller = reef.house.parts.session_keys.find(keys["AccessKeyId"], keys["SessionToken"])
    condition = {"StringEquals": {"cognito-identity.amazonaws.com:sub": caller.identity_id}}
    document = policy("cognito-idp:DescribeUserPool")
    document["Statement"][0]["Condition"] = condition
    reef.add_role("limited", trust(shore.id, "unauthenticated"), document)
    assert describe(shore, keys).status_code == 200
    assert error(describe(shore, shore.credentials()))[0] == "AccessDeniedException"


def test_a_policy_that_is_taken_away_ends_at_once(shore: Any, limited: Any, reef: Any) -> None:
    keys = limited(policy("*"))
    assert describe(shore, keys).status_code == 200
    reef.add_role("limited", trust(shore.id, "unauthenticated"))
    assert error(describe(shore, keys))[0] == "AccessDeniedException"


def test_a_role_that_is_not_known_may_do_nothing(shore: Any) -> None:
    response = describe(shore, shore.credentials())
    assert error(response)[0] == "AccessDeniedException"


def test_a_role_made_later_under_the_name_is_another_role(shore: Any, reef: Any) -> None:
    reef.call("SetIdentityPoolRoles", IdentityPoolId=shore.id, Roles={"unauthenticated": arn("later")})
    keys = shore.credentials()
    reef.add_role("later", trust(shore.id, "unauthenticated"), policy("*"))
    assert error(describe(shore, keys))[0] == "AccessDeniedException"
    assert describe(shore, shore.credentials()).status_code == 200


def test_signatures_are_verified_where_others_are_not(shore: Any, limited: Any) -> None:
    keys = limited(policy("*"))
    wrong = {**keys, "SecretKey": "x" * 40}
    assert error(describe(shore, wrong))[0] == "InvalidSignatureException"
    other = limited(policy("*"))
    for mixed in (
        {**keys, "SessionToken": other["SessionToken"]},
        {**keys, "SessionToken": ""},
        {**keys, "AccessKeyId": "AKIAEXAMPLEEXAMPLE00"},
        {**keys, "SessionToken": keys["SessionToken"][:-2]},
    ):
        text = "The security token included in the request is invalid."
        assert error(describe(shore, mixed)) == ("UnrecognizedClientException", text)
    text = "Credential should be scoped to a valid region: 'us-east-1'."
    assert error(describe(shore, keys, region="eu-west-1")) == ("InvalidSignatureException", text)


def test_a_changed_body_is_refused(shore: Any, limited: Any) -> None:
    shore.reef.set_clock()
    sent = signed_headers("cognito-idp", "DescribeUserPool", limited(policy("*")), b"{}")
    body = json.dumps({"UserPoolId": shore.user_pool}).encode()
    response = shore.reef.send("cognito-idp", "DescribeUserPool", body, sent)
    assert error(response)[0] == "InvalidSignatureException"
    target = {**sent, "x-amz-target": "AWSCognitoIdentityProviderService.ListUserPools"}
    response = shore.reef.send("cognito-idp", "ListUserPools", b"{}", target)
    assert error(response)[0] == "InvalidSignatureException"


def test_expired_keys(shore: Any, limited: Any) -> None:
    house = shore.reef.house
    began = house.clock.time
    house.clock.time = began - 3601
    try:
        keys = limited(policy("*"))
    finally:
        house.clock.time = began
    text = "The security token included in the request is expired"
    assert error(describe(shore, keys)) == ("ExpiredTokenException", text)


def test_keys_of_others_go_on_as_before(shore: Any) -> None:
    """Credentials of a real AWS session, with its token, are well-formed credentials like any other."""
    foreign = {"AccessKeyId": "ASIAEXAMPLEEXAMPLE00", "SecretKey": "x" * 40, "SessionToken": "IQoJb3JpZ2luX2Vj"}
    assert describe(shore, foreign).status_code == 200


def test_public_operations_ask_no_role(shore: Any, limited: Any) -> None:
    keys = limited()
    response = shore.reef.signed("cognito-identity", "GetId", keys, IdentityPoolId=shore.id)
    assert response.status_code == 200
