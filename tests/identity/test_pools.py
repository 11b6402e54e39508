"""Identity pools themselves: made, changed, listed, deleted; their roles and tags."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.identity.conftest import Reef

ALL = {
    "IdentityPoolName": "reef one",
    "AllowUnauthenticatedIdentities": False,
    "AllowClassicFlow": True,
    "SupportedLoginProviders": {"accounts.google.com": "app-1"},
    "DeveloperProviderName": "dev.harbour",
    "OpenIdConnectProviderARNs": ["arn:aws:iam::000000000000:oidc-provider/id.example"],
    "CognitoIdentityProviders": [{"ProviderName": "cognito-idp.us-east-1.amazonaws.com/us-east-1_x", "ClientId": "c"}],
    "SamlProviderARNs": ["arn:aws:iam::000000000000:saml-provider/harbour"],
    "IdentityPoolTags": {"team": "tide"},
}
UNKNOWN = "us-east-1:00000000-0000-4000-8000-000000000000"


def test_a_pool_is_described_as_it_was_made(reef: Any) -> None:
    made = reef.call("CreateIdentityPool", **ALL)
    pool_id = made.pop("IdentityPoolId")
    assert re.fullmatch(r"us-east-1:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", pool_id)
    assert made == ALL
    assert reef.call("DescribeIdentityPool", IdentityPoolId=pool_id) == {"IdentityPoolId": pool_id, **ALL}


def test_an_update_replaces_every_setting_but_tags_and_developer_provider(reef: Any) -> None:
    pool_id = reef.call("CreateIdentityPool", **ALL)["IdentityPoolId"]
    plain = {"IdentityPoolId": pool_id, "IdentityPoolName": "r", "AllowUnauthenticatedIdentities": True}
    kept = {name: ALL[name] for name in ("DeveloperProviderName", "IdentityPoolTags")}
    assert reef.call("UpdateIdentityPool", **plain) == {**plain, **kept}
    assert reef.call("DescribeIdentityPool", IdentityPoolId=pool_id) == {**plain, **kept}
    tagged = reef.call("UpdateIdentityPool", **plain, IdentityPoolTags={"a": "b"})
    assert tagged["IdentityPoolTags"] == {"a": "b"}
    error = reef.refusal("UpdateIdentityPool", **plain, DeveloperProviderName="other")
    assert error == ("InvalidParameterException", "The developer provider name cannot be changed once set.")


def test_pools_are_listed_in_pages(make_house: Any) -> None:
    reef = Reef(make_house())
    made = {reef.identity_pool(IdentityPoolName=f"reef {number}"): f"reef {number}" for number in range(5)}
    listed: dict[str, str] = {}
    token: dict[str, str] = {}
    pages = 0
    while pages == 0 or token:
        answer = reef.call("ListIdentityPools", MaxResults=2, **token)
        assert len(answer["IdentityPools"]) <= 2
        listed |= {pool["IdentityPoolId"]: pool["IdentityPoolName"] for pool in answer["IdentityPools"]}
        token = {"NextToken": answer["NextToken"]} if "NextToken" in answer else {}
        pages += 1
    assert listed == made
    assert pages == 3
    assert reef.refusal("ListIdentityPools", MaxResults=2, NextToken="made-up")[0] == "InvalidParameterException"


def test_a_deleted_pool_is_gone_with_its_identities(reef: Any) -> None:
    pool_id = reef.identity_pool()
    identity = reef.guest(pool_id)
    assert reef.call("DeleteIdentityPool", IdentityPoolId=pool_id) == {}
    assert reef.refusal("DescribeIdentity", IdentityId=identity) == (
        "ResourceNotFoundException",
        f"Identity '{identity}' not found.",
    )
    assert reef.refusal("GetId", IdentityPoolId=pool_id)[0] == "ResourceNotFoundException"


@pytest.mark.parametrize(
    ("operation", "members"),
    [
        ("DescribeIdentityPool", {}),
        ("UpdateIdentityPool", {"IdentityPoolName": "r", "AllowUnauthenticatedIdentities": True}),
        ("DeleteIdentityPool", {}),
        ("GetIdentityPoolRoles", {}),
        ("SetIdentityPoolRoles", {"Roles": {}}),
        ("ListIdentities", {"MaxResults": 1}),
        ("GetId", {}),
        ("GetOpenIdTokenForDeveloperIdentity", {"Logins": {"dev.harbour": "u"}}),
        ("LookupDeveloperIdentity", {"DeveloperUserIdentifier": "u"}),
    ],
)
def test_a_pool_that_is_not_there(reef: Any, operation: str, members: dict[str, Any]) -> None:
    error = reef.refusal(operation, IdentityPoolId=UNKNOWN, **members)
    assert error == ("ResourceNotFoundException", f"IdentityPool '{UNKNOWN}' not found.")


ROLE = "arn:aws:iam::000000000000:role/reef/auth"
RULES = {"Rules": [{"Claim": "tier", "MatchType": "Equals", "Value": "gold", "RoleARN": ROLE}]}


def test_roles_are_replaced_as_a_whole(reef: Any) -> None:
    pool_id = reef.identity_pool()
    assert reef.call("GetIdentityPoolRoles", IdentityPoolId=pool_id) == {"IdentityPoolId": pool_id}
    mappings = {
        "a:1": {"Type": "Token", "AmbiguousRoleResolution": "Deny"},
        "b:2": {"Type": "Rules", "AmbiguousRoleResolution": "AuthenticatedRole", "RulesConfiguration": RULES},
    }
    members = {"IdentityPoolId": pool_id, "Roles": {"authenticated": ROLE}, "RoleMappings": mappings}
    assert reef.call("SetIdentityPoolRoles", **members) == {}
    assert reef.call("GetIdentityPoolRoles", IdentityPoolId=pool_id) == members
    guest = {"IdentityPoolId": pool_id, "Roles": {"unauthenticated": ROLE}}
    reef.call("SetIdentityPoolRoles", **guest)
    assert reef.call("GetIdentityPoolRoles", IdentityPoolId=pool_id) == guest


@pytest.mark.parametrize(
    "members",
    [
        {"Roles": {"authenticated": "arn:aws:iam::000000000000:user/marina"}},
        {"RoleMappings": {"p": {"Type": "Token"}}},
        {"RoleMappings": {"p": {"Type": "Rules", "AmbiguousRoleResolution": "Deny"}}},
        {"RoleMappings": {"p": {"Type": "Rules", "RulesConfiguration": RULES}}},
        {"RoleMappings": {"p": {"Type": "Token", "AmbiguousRoleResolution": "Deny", "RulesConfiguration": RULES}}},
        {
            "RoleMappings": {
                "p": {
                    "Type": "Rules",
                    "AmbiguousRoleResolution": "Deny",
                    "RulesConfiguration": {"Rules": [{**RULES["Rules"][0], "RoleARN": "x" * 20}]},
                }
            }
        },
    ],
)
def test_roles_that_cannot_work_are_refused(reef: Any, members: dict[str, Any]) -> None:
    pool_id = reef.identity_pool()
    error = reef.refusal("SetIdentityPoolRoles", **{"IdentityPoolId": pool_id, "Roles": {}, **members})
    assert error[0] == "InvalidParameterException"
    assert reef.call("GetIdentityPoolRoles", IdentityPoolId=pool_id) == {"IdentityPoolId": pool_id}


def test_tags(reef: Any) -> None:
    pool_id = reef.identity_pool(IdentityPoolTags={"team": "tide", "old": "1"})
    arn = f"arn:aws:cognito-identity:us-east-1:000000000000:identitypool/{pool_id}"
    assert reef.call("TagResource", ResourceArn=arn, Tags={"team": "wave", "new": "2"}) == {}
    assert reef.call("UntagResource", ResourceArn=arn, TagKeys=["old", "absent"]) == {}
    assert reef.call("ListTagsForResource", ResourceArn=arn) == {"Tags": {"team": "wave", "new": "2"}}
    described = reef.call("DescribeIdentityPool", IdentityPoolId=pool_id)
    assert described["IdentityPoolTags"] == {"team": "wave", "new": "2"}


@pytest.mark.parametrize(
    ("arn", "error"),
    [
        ("arn:aws:cognito-identity:us-east-1:000000000000:identitypool/" + UNKNOWN, "ResourceNotFoundException"),
        ("arn:aws:cognito-identity:eu-west-1:000000000000:identitypool/" + UNKNOWN, "InvalidParameterException"),
        ("arn:aws:cognito-identity:us-east-1:999999999999:identitypool/" + UNKNOWN, "InvalidParameterException"),
        ("arn:aws:cognito-idp:us-east-1:000000000000:userpool/us-east-1_x", "InvalidParameterException"),
    ],
)
def test_tags_of_what_is_not_there(reef: Any, arn: str, error: str) -> None:
    assert reef.refusal("TagResource", ResourceArn=arn, Tags={"a": "b"})[0] == error
    assert reef.refusal("UntagResource", ResourceArn=arn, TagKeys=["a"])[0] == error
    assert reef.refusal("ListTagsForResource", ResourceArn=arn)[0] == error


@pytest.mark.parametrize("operation", ["GetPrincipalTagAttributeMap", "SetPrincipalTagAttributeMap"])
def test_what_is_not_built_says_so(reef: Any, operation: str) -> None:
    response = reef.respond(operation, IdentityPoolId=UNKNOWN, IdentityProviderName="p")
    assert response.status_code == 501
    assert response.json()["__type"] == "NotImplementedException"
