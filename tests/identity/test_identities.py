"""Which identity a caller has: guests, users, guests who become users, and logins taken away."""

from __future__ import annotations

import concurrent.futures
from typing import Any

import pytest

GUESTS_OFF = ("NotAuthorizedException", "Unauthenticated access is not supported for this identity pool.")


def logins_of(shore: Any, identity: str) -> list[str]:
    found: list[str] = shore.reef.call("DescribeIdentity", IdentityId=identity).get("Logins", [])
    return found


def credentials(shore: Any, identity: str, logins: dict[str, str] | None = None) -> str:
    """The identity that keys are given for."""
    named = {"Logins": logins} if logins else {}
    answer: str = shore.reef.call("GetCredentialsForIdentity", IdentityId=identity, **named)["IdentityId"]
    return answer


def forbidden(identity: str) -> tuple[str, str]:
    return ("NotAuthorizedException", f"Access to Identity '{identity}' is forbidden.")


def test_every_guest_is_another_one(shore: Any) -> None:
    first, second = shore.reef.guest(shore.id), shore.reef.guest(shore.id)
    assert first != second
    assert logins_of(shore, first) == []
    assert credentials(shore, first) == first


def test_a_user_has_the_same_identity_always(shore: Any) -> None:
    shore.reef.house.user(shore.user_pool, "oskar")
    identity = shore.identity()
    assert shore.identity() == identity
    assert shore.identity("oskar") != identity


def test_the_same_user_has_another_identity_in_another_pool(shore: Any) -> None:
    entry = {"ProviderName": shore.provider, "ClientId": shore.client_id}
    other = shore.reef.identity_pool(CognitoIdentityProviders=[entry])
    found = shore.reef.call("GetId", IdentityPoolId=other, Logins=shore.logins())["IdentityId"]
    assert found != shore.identity()


def test_no_guests_where_they_are_off(make_shore: Any) -> None:
    shore = make_shore(AllowUnauthenticatedIdentities=False)
    assert shore.reef.refusal("GetId", IdentityPoolId=shore.id) == GUESTS_OFF
    assert shore.reef.refusal("GetId", IdentityPoolId=shore.id, Logins={}) == GUESTS_OFF
    assert shore.identity()


def test_guests_of_before_are_out_once_guests_are_off(shore: Any) -> None:
    guest = shore.reef.guest(shore.id)
    off = {"IdentityPoolName": "r", "AllowUnauthenticatedIdentities": False}
    shore.reef.call("UpdateIdentityPool", IdentityPoolId=shore.id, **off)
    assert shore.reef.refusal("GetCredentialsForIdentity", IdentityId=guest) == GUESTS_OFF


def test_a_guest_keeps_its_identity_at_the_first_login(shore: Any) -> None:
    guest = shore.reef.guest(shore.id)
    assert credentials(shore, guest, shore.logins()) == guest
    assert logins_of(shore, guest) == [shore.provider]
    assert shore.identity() == guest
    assert shore.reef.refusal("GetCredentialsForIdentity", IdentityId=guest) == forbidden(guest)


def test_a_guest_who_logs_in_as_a_known_user_becomes_that_user(shore: Any) -> None:
    user, guest = shore.identity(), shore.reef.guest(shore.id)
    for _ in range(2):
        assert credentials(shore, guest, shore.logins()) == user
    assert logins_of(shore, guest) == []
    assert shore.reef.refusal("GetCredentialsForIdentity", IdentityId=guest) == forbidden(guest)
    listed = shore.reef.call("ListIdentities", IdentityPoolId=shore.id, MaxResults=10, HideDisabled=True)
    assert [each["IdentityId"] for each in listed["Identities"]] == [user]


def test_a_disabled_guest_cannot_be_taken_over(shore: Any) -> None:
    _, guest = shore.identity(), shore.reef.guest(shore.id)
    credentials(shore, guest, shore.logins())
    shore.reef.house.user(shore.user_pool, "oskar")
    error = shore.reef.refusal("GetCredentialsForIdentity", IdentityId=guest, Logins=shore.logins("oskar"))
    assert error == forbidden(guest)


def test_nobody_gets_another_users_identity(shore: Any) -> None:
    shore.reef.house.user(shore.user_pool, "oskar")
    marina = shore.identity()
    text = "Logins don't match. Please include at least one valid login for this identity or identity pool."
    for _ in range(2):
        error = shore.reef.refusal("GetCredentialsForIdentity", IdentityId=marina, Logins=shore.logins("oskar"))
        assert error == ("NotAuthorizedException", text)
        shore.identity("oskar")
    assert shore.reef.refusal("GetCredentialsForIdentity", IdentityId=marina) == forbidden(marina)


def two_pools(make_shore: Any) -> tuple[Any, dict[str, str], dict[str, str]]:
    """An identity pool of two user pools, and a login at each."""
    first, second = make_shore(), make_shore()
    entries = [{"ProviderName": each.provider, "ClientId": each.client_id} for each in (first, second)]
    members = {"IdentityPoolName": "r", "AllowUnauthenticatedIdentities": True, "CognitoIdentityProviders": entries}
    first.reef.call("UpdateIdentityPool", IdentityPoolId=first.id, **members)
    return first, first.logins(), second.logins()


def test_two_logins_together_are_one_identity(make_shore: Any) -> None:
    shore, one, two = two_pools(make_shore)
    identity = shore.identity()
    assert credentials(shore, identity, one | two) == identity
    assert logins_of(shore, identity) == sorted([*one, *two])
    assert shore.reef.call("GetId", IdentityPoolId=shore.id, Logins=two)["IdentityId"] == identity


def test_logins_of_two_identities_are_a_conflict(make_shore: Any) -> None:
    shore, one, two = two_pools(make_shore)
    first, second = (
        shore.reef.call("GetId", IdentityPoolId=shore.id, Logins=logins)["IdentityId"] for logins in (one, two)
    )
    assert first != second
    guest = shore.reef.guest(shore.id)
    conflict = ("ResourceConflictException", "Logins are already linked to another identity.")
    assert shore.reef.refusal("GetId", IdentityPoolId=shore.id, Logins=one | two) == conflict
    for identity in (first, second, guest):
        error = shore.reef.refusal("GetCredentialsForIdentity", IdentityId=identity, Logins=one | two)
        assert error == conflict


def test_an_identity_has_one_user_of_each_provider(make_shore: Any) -> None:
    shore, one, two = two_pools(make_shore)
    shore.reef.house.user(shore.user_pool, "oskar")
    identity = shore.reef.call("GetId", IdentityPoolId=shore.id, Logins=one | two)["IdentityId"]
    error = shore.reef.refusal("GetCredentialsForIdentity", IdentityId=identity, Logins=two | shore.logins("oskar"))
    text = f"The identity is already linked to another user of {shore.provider}."
    assert error == ("ResourceConflictException", text)
    alias = {f"localhost:9500/{shore.user_pool}": shore.tokens("oskar")["IdToken"]}
    fresh = shore.reef.identity_pool(
        CognitoIdentityProviders=[{"ProviderName": shore.provider, "ClientId": shore.client_id}]
    )
    error = shore.reef.refusal("GetId", IdentityPoolId=fresh, Logins=one | alias)
    assert error == ("ResourceConflictException", text)


def test_an_unlinked_login_is_a_new_user(make_shore: Any) -> None:
    shore, one, two = two_pools(make_shore)
    identity = shore.reef.call("GetId", IdentityPoolId=shore.id, Logins=one | two)["IdentityId"]
    (other,) = two
    members = {"IdentityId": identity, "Logins": one, "LoginsToRemove": [other]}
    assert shore.reef.call("UnlinkIdentity", **members) == {}
    assert logins_of(shore, identity) == [shore.provider]
    assert shore.reef.call("GetId", IdentityPoolId=shore.id, Logins=two)["IdentityId"] != identity
    assert shore.identity() == identity


def test_an_identity_without_its_last_login_cannot_be_reached(shore: Any) -> None:
    identity = shore.identity()
    alias = f"localhost:9500/{shore.user_pool}"
    shore.reef.call("UnlinkIdentity", IdentityId=identity, Logins=shore.logins(), LoginsToRemove=[alias])
    assert logins_of(shore, identity) == []
    assert shore.reef.refusal("GetCredentialsForIdentity", IdentityId=identity) == forbidden(identity)
    error = shore.reef.refusal("GetCredentialsForIdentity", IdentityId=identity, Logins=shore.logins())
    assert error == forbidden(identity)
    assert shore.identity() != identity


def test_only_who_can_log_in_unlinks(shore: Any) -> None:
    shore.reef.house.user(shore.user_pool, "oskar")
    identity = shore.identity()
    members = {"IdentityId": identity, "LoginsToRemove": [shore.provider]}
    for logins, error in (
        ({}, "InvalidParameterException"),
        (shore.logins("oskar"), "NotAuthorizedException"),
        ({shore.provider: "x"}, "NotAuthorizedException"),
    ):
        assert shore.reef.refusal("UnlinkIdentity", Logins=logins, **members)[0] == error
    assert logins_of(shore, identity) == [shore.provider]


def test_identities_are_listed_in_pages_and_deleted(shore: Any) -> None:
    guests = sorted(shore.reef.guest(shore.id) for _ in range(3))
    first = shore.reef.call("ListIdentities", IdentityPoolId=shore.id, MaxResults=2)
    assert [each["IdentityId"] for each in first["Identities"]] == guests[:2]
    rest = shore.reef.call("ListIdentities", IdentityPoolId=shore.id, MaxResults=2, NextToken=first["NextToken"])
    assert [each["IdentityId"] for each in rest["Identities"]] == guests[2:]
    assert "NextToken" not in rest
    deleted = shore.reef.call("DeleteIdentities", IdentityIdsToDelete=[*guests[:2], "us-east-1:0"])
    assert deleted == {"UnprocessedIdentityIds": []}
    left = shore.reef.call("ListIdentities", IdentityPoolId=shore.id, MaxResults=9)["Identities"]
    assert [each["IdentityId"] for each in left] == guests[2:]


@pytest.mark.parametrize(
    ("operation", "members"),
    [
        ("DescribeIdentity", {}),
        ("GetCredentialsForIdentity", {}),
        ("GetOpenIdToken", {}),
        ("UnlinkIdentity", {"Logins": {"p": "t"}, "LoginsToRemove": ["p"]}),
    ],
)
def test_an_identity_that_is_not_there(reef: Any, operation: str, members: dict[str, Any]) -> None:
    unknown = "us-east-1:00000000-0000-4000-8000-000000000000"
    error = reef.refusal(operation, IdentityId=unknown, **members)
    assert error == ("ResourceNotFoundException", f"Identity '{unknown}' not found.")


def test_the_first_logins_of_a_user_at_once_are_one_identity(server: Any) -> None:
    cognito, identities = server.client(), server.client("cognito-identity")
    user_pool = cognito.create_user_pool(PoolName="reef")["UserPool"]["Id"]
    client = cognito.create_user_pool_client(
        UserPoolId=user_pool, ClientName="quay", ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"]
    )["UserPoolClient"]["ClientId"]
    cognito.admin_create_user(UserPoolId=user_pool, Username="marina", MessageAction="SUPPRESS")
    password = "Harbour-7-Wall"
    cognito.admin_set_user_password(UserPoolId=user_pool, Username="marina", Password=password, Permanent=True)
    parameters = {"USERNAME": "marina", "PASSWORD": password}
    answer = cognito.initiate_auth(ClientId=client, AuthFlow="USER_PASSWORD_AUTH", AuthParameters=parameters)
    provider = f"cognito-idp.us-east-1.amazonaws.com/{user_pool}"
    pool = identities.create_identity_pool(
        IdentityPoolName="reef",
        AllowUnauthenticatedIdentities=False,
        CognitoIdentityProviders=[{"ProviderName": provider, "ClientId": client}],
    )["IdentityPoolId"]
    logins = {provider: answer["AuthenticationResult"]["IdToken"]}
    with concurrent.futures.ThreadPoolExecutor(8) as threads:
        asked = [threads.submit(identities.get_id, IdentityPoolId=pool, Logins=logins) for _ in range(24)]
        assert len({each.result()["IdentityId"] for each in asked}) == 1
    assert len(identities.list_identities(IdentityPoolId=pool, MaxResults=60)["Identities"]) == 1
