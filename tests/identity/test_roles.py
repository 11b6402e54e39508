"""The role that session keys are made for."""

from __future__ import annotations

from typing import Any

import pytest

from tests.identity.conftest import arn, trust

CONFIGURATION = (
    "InvalidIdentityPoolConfigurationException",
    "Invalid identity pool configuration. Check assigned IAM roles for this pool.",
)


@pytest.fixture
def role_of(reef: Any) -> Any:
    """The role that credentials stand for, as the server itself reads them."""

    def role(credentials: dict[str, Any]) -> str:
        caller = reef.house.parts.session_keys.find(credentials["AccessKeyId"], credentials["SessionToken"])
        assert caller.secret == credentials["SecretKey"]
        found: str = caller.role_name
        return found

    return role


def refused(shore: Any, logins: dict[str, str] | None = None, **members: Any) -> tuple[str, str]:
    named = {"Logins": logins} if logins else {}
    identity = shore.reef.call("GetId", IdentityPoolId=shore.id, **named)["IdentityId"]
    error: tuple[str, str] = shore.reef.refusal("GetCredentialsForIdentity", IdentityId=identity, **named, **members)
    return error


def mapped(shore: Any, mapping: dict[str, Any], *, key: str | None = None) -> None:
    shore.reef.set_roles(shore.id, RoleMappings={key or f"{shore.provider}:{shore.client_id}": mapping})


def in_groups(shore: Any, **roles: str | None) -> None:
    """Puts the user into groups with these roles; the first has precedence."""
    for precedence, (name, role) in enumerate(roles.items()):
        named = {"RoleArn": arn(role)} if role else {}
        shore.reef.house.call("CreateGroup", UserPoolId=shore.user_pool, GroupName=name, Precedence=precedence, **named)
        shore.reef.house.call("AdminAddUserToGroup", UserPoolId=shore.user_pool, GroupName=name, Username="marina")


def test_guests_and_users_have_a_role_each(shore: Any, role_of: Any, reef: Any) -> None:
    guest, user = shore.credentials(), shore.credentials(shore.logins())
    assert (role_of(guest), role_of(user)) == ("guest", "auth")
    caller = reef.house.parts.session_keys.find(user["AccessKeyId"], user["SessionToken"])
    assert caller.auth_type == "authenticated"
    assert caller.auth_provider == f'"{shore.provider}","{shore.provider}:CognitoSignIn:{shore.sub}"'
    assert caller.identity_pool_id == shore.id
    assert caller.identity_id == shore.identity()
    stranger = reef.house.parts.session_keys.find(guest["AccessKeyId"], guest["SessionToken"])
    assert (stranger.auth_type, stranger.auth_provider) == ("unauthenticated", None)


def test_they_expire_in_an_hour_as_a_number(shore: Any, reef: Any) -> None:
    assert shore.credentials()["Expiration"] == reef.house.clock.now() + 3600


def test_a_pool_without_the_role_vends_nothing(shore: Any, reef: Any) -> None:
    reef.call("SetIdentityPoolRoles", IdentityPoolId=shore.id, Roles={"authenticated": arn("auth")})
    assert refused(shore) == CONFIGURATION
    assert shore.credentials(shore.logins())


TOKEN = {"Type": "Token", "AmbiguousRoleResolution": "AuthenticatedRole"}
DENY = {"Type": "Token", "AmbiguousRoleResolution": "Deny"}


def test_the_token_chooses_by_preference(shore: Any, role_of: Any) -> None:
    mapped(shore, DENY)
    in_groups(shore, captains="captain", divers="diver")
    assert role_of(shore.credentials(shore.logins())) == "captain"
    assert role_of(shore.credentials(shore.logins(), CustomRoleArn=arn("diver"))) == "diver"
    error = refused(shore, shore.logins(), CustomRoleArn=arn("auth"))
    assert error[0] == "NotAuthorizedException"
    assert role_of(shore.credentials()) == "guest"


def test_without_a_role_in_the_token(shore: Any, role_of: Any) -> None:
    mapped(shore, TOKEN)
    in_groups(shore, crew=None)
    assert role_of(shore.credentials(shore.logins())) == "auth"
    mapped(shore, DENY)
    assert refused(shore, shore.logins())[0] == "NotAuthorizedException"


def test_the_mapping_may_stand_under_the_issuers_name(shore: Any, role_of: Any) -> None:
    mapped(shore, DENY, key=f"localhost:9500/{shore.user_pool}:{shore.client_id}")
    in_groups(shore, captains="captain")
    assert role_of(shore.credentials(shore.logins())) == "captain"


def test_the_mapping_of_another_client_is_nothing(shore: Any, role_of: Any) -> None:
    mapped(shore, DENY, key=f"{shore.provider}:other")
    in_groups(shore, captains="captain")
    assert role_of(shore.credentials(shore.logins())) == "auth"


def test_rules_choose_by_claims(shore: Any, role_of: Any) -> None:
    rules = [
        {"Claim": "email", "MatchType": "Equals", "Value": "x@poolhouse.test", "RoleARN": arn("captain")},
        {"Claim": "cognito:username", "MatchType": "StartsWith", "Value": "mar", "RoleARN": arn("diver")},
        {"Claim": "cognito:username", "MatchType": "Contains", "Value": "a", "RoleARN": arn("captain")},
    ]
    mapping = {"Type": "Rules", "AmbiguousRoleResolution": "Deny", "RulesConfiguration": {"Rules": rules}}
    mapped(shore, mapping)
    shore.reef.house.user(shore.user_pool, "oskar")
    shore.reef.house.user(shore.user_pool, "finn")
    assert role_of(shore.credentials(shore.logins())) == "diver"
    assert role_of(shore.credentials(shore.logins("oskar"))) == "captain"
    assert refused(shore, shore.logins("finn"))[0] == "NotAuthorizedException"


def test_a_custom_role_without_mapping_is_refused(shore: Any, role_of: Any) -> None:
    in_groups(shore, captains="captain")
    assert refused(shore, shore.logins(), CustomRoleArn=arn("captain"))[0] == "NotAuthorizedException"
    assert refused(shore, CustomRoleArn=arn("auth"))[0] == "NotAuthorizedException"
    assert role_of(shore.credentials(shore.logins(), CustomRoleArn=arn("auth"))) == "auth"


def own_roles(shore: Any, name: str) -> None:
    roles = {"authenticated": arn(name), "unauthenticated": arn(name)}
    shore.reef.call("SetIdentityPoolRoles", IdentityPoolId=shore.id, Roles=roles)


def test_a_role_is_given_to_those_whom_it_trusts(shore: Any, role_of: Any, reef: Any) -> None:
    own_roles(shore, "trusting")
    reef.add_role("trusting", trust(shore.id))
    assert role_of(shore.credentials(shore.logins())) == "trusting"
    assert refused(shore) == CONFIGURATION
    reef.add_role("trusting", trust(shore.id, "unauthenticated"))
    assert role_of(shore.credentials()) == "trusting"
    assert refused(shore, shore.logins()) == CONFIGURATION
    reef.add_role("trusting", trust("us-east-1:another"))
    assert refused(shore, shore.logins()) == CONFIGURATION


def test_a_role_may_trust_one_user_alone(shore: Any, role_of: Any, reef: Any) -> None:
    shore.reef.house.user(shore.user_pool, "oskar")
    own_roles(shore, "marinas")
    reef.add_role("marinas", trust(shore.id, f"{shore.provider}:CognitoSignIn:{shore.sub}"))
    assert role_of(shore.credentials(shore.logins())) == "marinas"
    assert refused(shore, shore.logins("oskar")) == CONFIGURATION


@pytest.mark.parametrize(
    "changes",
    [
        {"Principal": {"Service": "lambda.amazonaws.com"}},
        {"Principal": {"Federated": "accounts.google.com"}},
        {"Action": "sts:AssumeRole"},
        {"Effect": "Deny"},
        {"Condition": {"NumericLessThan": {"x": 1}}},
    ],
)
def test_a_role_that_trusts_others_is_not_given(shore: Any, reef: Any, changes: dict[str, Any]) -> None:
    own_roles(shore, "others")
    document = trust(shore.id)
    document["Statement"][0] |= changes
    reef.add_role("others", document)
    assert refused(shore, shore.logins()) == CONFIGURATION
