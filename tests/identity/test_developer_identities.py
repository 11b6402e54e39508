"""Users whom the developer's own service vouches for."""

from __future__ import annotations

from typing import Any

import jwt
import pytest

PROVIDER = "dev.harbour"
OWN = "cognito-identity.amazonaws.com"


@pytest.fixture
def dock(make_shore: Any) -> Any:
    """An identity pool with a developer provider beside its user pool."""
    return make_shore(DeveloperProviderName=PROVIDER)


def token(dock: Any, user: str = "ana", **members: Any) -> dict[str, Any]:
    logins = {PROVIDER: user, **members.pop("Logins", {})}
    answer: dict[str, Any] = dock.reef.call(
        "GetOpenIdTokenForDeveloperIdentity", IdentityPoolId=dock.id, Logins=logins, **members
    )
    return answer


def lookup(dock: Any, **members: Any) -> dict[str, Any]:
    answer: dict[str, Any] = dock.reef.call("LookupDeveloperIdentity", IdentityPoolId=dock.id, **members)
    return answer


def claims(answer: dict[str, Any]) -> dict[str, Any]:
    read: dict[str, Any] = jwt.decode(answer["Token"], options={"verify_signature": False})
    return read


def test_a_user_has_the_same_identity_always(dock: Any) -> None:
    first = token(dock)
    assert token(dock)["IdentityId"] == first["IdentityId"] != token(dock, "ben")["IdentityId"]
    said = claims(first)
    assert (said["sub"], said["aud"]) == (first["IdentityId"], dock.id)
    assert said["amr"] == ["authenticated", PROVIDER, f"{PROVIDER}:{dock.id}:OURS:ana"]
    assert said["exp"] - said["iat"] == 900
    long = claims(token(dock, TokenDuration=86400))
    assert long["exp"] - long["iat"] == 86400


def test_the_token_is_good_for_session_keys(dock: Any) -> None:
    answer = token(dock)
    logins = {OWN: answer["Token"]}
    got = dock.reef.call("GetCredentialsForIdentity", IdentityId=answer["IdentityId"], Logins=logins)
    assert got["IdentityId"] == answer["IdentityId"]
    keys = got["Credentials"]
    caller = dock.reef.house.parts.session_keys.find(keys["AccessKeyId"], keys["SessionToken"])
    assert (caller.auth_type, caller.identity_id) == ("authenticated", answer["IdentityId"])
    assert caller.auth_provider == f'"{PROVIDER}","{PROVIDER}:{dock.id}:OURS:ana"'


def test_the_token_is_for_its_identity_and_pool(dock: Any, make_shore: Any) -> None:
    ana, ben = token(dock), token(dock, "ben")
    mine = {OWN: ana["Token"]}
    refused = dock.reef.refusal("GetCredentialsForIdentity", IdentityId=ben["IdentityId"], Logins=mine)
    assert refused[0] == "NotAuthorizedException"
    other = make_shore(DeveloperProviderName=PROVIDER)
    error = dock.reef.refusal("GetId", IdentityPoolId=other.id, Logins=mine)
    assert error == ("NotAuthorizedException", "Invalid login token. Incorrect token audience.")
    header, _, signature = ana["Token"].split(".")
    forged = {OWN: ".".join((header, ben["Token"].split(".")[1], signature))}
    error = dock.reef.refusal("GetCredentialsForIdentity", IdentityId=ben["IdentityId"], Logins=forged)
    assert error == ("NotAuthorizedException", "Invalid login token. Couldn't verify signed token.")
    foreign = {OWN: dock.tokens()["IdToken"]}
    error = dock.reef.refusal("GetCredentialsForIdentity", IdentityId=ana["IdentityId"], Logins=foreign)
    assert error == ("NotAuthorizedException", "Invalid login token. Couldn't verify signed token.")


def test_the_token_expires(dock: Any) -> None:
    house = dock.reef.house
    answer = token(dock, TokenDuration=1)
    began = house.clock.time
    house.clock.time = began + 1
    try:
        error = dock.reef.refusal("GetId", IdentityPoolId=dock.id, Logins={OWN: answer["Token"]})
    finally:
        house.clock.time = began
    text = f"Invalid login token. Token expired: {int(began) + 1} >= {int(began) + 1}"
    assert error == ("NotAuthorizedException", text)


def test_a_guest_and_a_public_login_can_be_the_developers_user(dock: Any) -> None:
    guest = dock.reef.guest(dock.id)
    assert token(dock, IdentityId=guest)["IdentityId"] == guest
    both = token(dock, "ana", Logins=dock.logins())
    assert both["IdentityId"] == guest
    assert claims(both)["amr"][3:] == [dock.provider, f"{dock.provider}:CognitoSignIn:{dock.sub}"]
    assert dock.identity() == guest
    assert dock.reef.call("DescribeIdentity", IdentityId=guest)["Logins"] == [dock.provider, PROVIDER]


def test_an_identity_may_have_several_names(dock: Any) -> None:
    identity = token(dock)["IdentityId"]
    for name in ("cem", "ben"):
        assert token(dock, name, IdentityId=identity)["IdentityId"] == identity
    assert dock.reef.call("DescribeIdentity", IdentityId=identity)["Logins"] == [PROVIDER]
    first = lookup(dock, IdentityId=identity, MaxResults=2)
    assert first["DeveloperUserIdentifierList"] == ["ana", "ben"]
    rest = lookup(dock, DeveloperUserIdentifier="cem", MaxResults=2, NextToken=first["NextToken"])
    assert rest == {"IdentityId": identity, "DeveloperUserIdentifierList": ["cem"]}
    assert lookup(dock, IdentityId=identity, DeveloperUserIdentifier="ana")["IdentityId"] == identity


def test_a_name_is_one_identitys(dock: Any) -> None:
    ana, ben = token(dock)["IdentityId"], token(dock, "ben")["IdentityId"]
    members = {"IdentityPoolId": dock.id, "Logins": {PROVIDER: "ana"}}
    error = dock.reef.refusal("GetOpenIdTokenForDeveloperIdentity", IdentityId=ben, **members)
    assert error[0] == "DeveloperUserAlreadyRegisteredException"
    both = {"IdentityPoolId": dock.id, "IdentityId": ben, "DeveloperUserIdentifier": "ana"}
    assert dock.reef.refusal("LookupDeveloperIdentity", **both)[0] == "ResourceConflictException"
    assert lookup(dock, IdentityId=ana)["DeveloperUserIdentifierList"] == ["ana"]


def test_two_users_become_one(dock: Any) -> None:
    ana, ben = token(dock)["IdentityId"], token(dock, "ben", Logins=dock.logins())["IdentityId"]
    merge = {"IdentityPoolId": dock.id, "DeveloperProviderName": PROVIDER}
    merge |= {"SourceUserIdentifier": "ben", "DestinationUserIdentifier": "ana"}
    for _ in range(2):
        assert dock.reef.call("MergeDeveloperIdentities", **merge) == {"IdentityId": ana}
    assert lookup(dock, IdentityId=ana)["DeveloperUserIdentifierList"] == ["ana", "ben"]
    assert dock.identity() == ana
    assert dock.reef.refusal("GetCredentialsForIdentity", IdentityId=ben)[0] == "NotAuthorizedException"


def test_users_with_different_public_logins_stay_two(dock: Any) -> None:
    dock.reef.house.user(dock.user_pool, "oskar")
    ana = token(dock, Logins=dock.logins())["IdentityId"]
    ben = token(dock, "ben", Logins=dock.logins("oskar"))["IdentityId"]
    merge = {"IdentityPoolId": dock.id, "DeveloperProviderName": PROVIDER}
    merge |= {"SourceUserIdentifier": "ben", "DestinationUserIdentifier": "ana"}
    assert dock.reef.refusal("MergeDeveloperIdentities", **merge)[0] == "ResourceConflictException"
    assert lookup(dock, IdentityId=ana)["DeveloperUserIdentifierList"] == ["ana"]
    assert lookup(dock, IdentityId=ben)["DeveloperUserIdentifierList"] == ["ben"]
    assert (dock.identity(), dock.identity("oskar")) == (ana, ben)


def test_a_name_taken_away_ends_its_tokens(dock: Any) -> None:
    answer = token(dock)
    identity, logins = answer["IdentityId"], {OWN: answer["Token"]}
    token(dock, "ben", IdentityId=identity)
    unlink = {"IdentityPoolId": dock.id, "IdentityId": identity, "DeveloperProviderName": PROVIDER}
    assert dock.reef.call("UnlinkDeveloperIdentity", DeveloperUserIdentifier="ana", **unlink) == {}
    refused = dock.reef.refusal("GetCredentialsForIdentity", IdentityId=identity, Logins=logins)
    assert refused[0] == "NotAuthorizedException"
    assert lookup(dock, IdentityId=identity)["DeveloperUserIdentifierList"] == ["ben"]
    assert dock.reef.refusal("GetId", IdentityPoolId=dock.id, Logins=logins)[0] == "NotAuthorizedException"
    assert token(dock)["IdentityId"] != identity
    assert dock.reef.refusal("GetId", IdentityPoolId=dock.id, Logins=logins)[0] == "NotAuthorizedException"
    error = dock.reef.refusal("UnlinkDeveloperIdentity", DeveloperUserIdentifier="ana", **unlink)
    assert error[0] == "ResourceNotFoundException"
    dock.reef.call("UnlinkDeveloperIdentity", DeveloperUserIdentifier="ben", **unlink)
    assert dock.reef.refusal("GetCredentialsForIdentity", IdentityId=identity)[0] == "NotAuthorizedException"


def test_requests_that_name_no_developers_user(dock: Any, shore: Any) -> None:
    reef = dock.reef
    vouch = "GetOpenIdTokenForDeveloperIdentity"
    public = {"IdentityPoolId": dock.id, "Logins": dock.logins()}
    assert reef.refusal(vouch, **public)[0] == "InvalidParameterException"
    assert reef.refusal(vouch, IdentityPoolId=dock.id, Logins={"other": "ana"})[0] == "InvalidParameterException"
    assert reef.refusal(vouch, IdentityPoolId=shore.id, Logins={PROVIDER: "ana"})[0] == "InvalidParameterException"
    stranger = reef.guest(shore.id)
    foreign = {"IdentityPoolId": dock.id, "Logins": {PROVIDER: "ana"}, "IdentityId": stranger}
    assert reef.refusal(vouch, **foreign)[0] == "ResourceNotFoundException"
    assert reef.refusal("LookupDeveloperIdentity", IdentityPoolId=dock.id)[0] == "InvalidParameterException"
    unknown = {"IdentityPoolId": dock.id, "DeveloperUserIdentifier": "nobody"}
    assert reef.refusal("LookupDeveloperIdentity", **unknown)[0] == "ResourceNotFoundException"
    merge = {"SourceUserIdentifier": "a", "DestinationUserIdentifier": "b", "IdentityPoolId": dock.id}
    assert reef.refusal("MergeDeveloperIdentities", DeveloperProviderName="x", **merge)[0] == (
        "InvalidParameterException"
    )
    assert reef.refusal("MergeDeveloperIdentities", DeveloperProviderName=PROVIDER, **merge)[0] == (
        "ResourceNotFoundException"
    )


def test_principal_tags_are_not_built(dock: Any) -> None:
    members = {"IdentityPoolId": dock.id, "Logins": {PROVIDER: "ana"}, "PrincipalTags": {"a": "b"}}
    assert dock.reef.respond("GetOpenIdTokenForDeveloperIdentity", **members).status_code == 501
