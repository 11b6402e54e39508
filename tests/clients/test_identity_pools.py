"""Identity pools as boto3, the AWS command line and Amplify use them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.clients.conftest import Pool


@pytest.fixture
def identities(server: Any) -> Any:
    return server.client("cognito-identity")


@pytest.fixture
def make_identity_pool(identities: Any) -> Any:
    """An identity pool for guests and for users of a user pool."""

    def make(pool: Pool) -> str:
        provider = f"cognito-idp.us-east-1.amazonaws.com/{pool.id}"
        made = identities.create_identity_pool(
            IdentityPoolName="clients",
            AllowUnauthenticatedIdentities=True,
            AllowClassicFlow=True,
            CognitoIdentityProviders=[{"ProviderName": provider, "ClientId": pool.client_id}],
        )
        pool_id: str = made["IdentityPoolId"]
        roles = {kind: f"arn:aws:iam::000000000000:role/{kind}" for kind in ("authenticated", "unauthenticated")}
        identities.set_identity_pool_roles(IdentityPoolId=pool_id, Roles=roles)
        return pool_id

    return make


def test_boto3(identities: Any, make_pool: Any, make_user: Any, tokens_of: Any, make_identity_pool: Any) -> None:
    pool = make_pool()
    make_user(pool)
    pool_id = make_identity_pool(pool)
    logins = {f"cognito-idp.us-east-1.amazonaws.com/{pool.id}": tokens_of(pool)["IdToken"]}
    guest = identities.get_id(IdentityPoolId=pool_id)["IdentityId"]
    answer = identities.get_credentials_for_identity(IdentityId=guest, Logins=logins)
    assert answer["IdentityId"] == guest
    assert answer["Credentials"]["Expiration"].tzinfo is not None
    listed = identities.list_identities(IdentityPoolId=pool_id, MaxResults=60)["Identities"]
    assert [(each["IdentityId"], each["Logins"]) for each in listed] == [(guest, list(logins))]
    with pytest.raises(identities.exceptions.NotAuthorizedException, match="is forbidden"):
        identities.get_credentials_for_identity(IdentityId=guest)
    with pytest.raises(identities.exceptions.ResourceNotFoundException):
        identities.describe_identity_pool(IdentityPoolId="us-east-1:00000000-0000-4000-8000-000000000000")
    identities.set_identity_pool_roles(IdentityPoolId=pool_id, Roles={})
    with pytest.raises(identities.exceptions.InvalidIdentityPoolConfigurationException):
        identities.get_credentials_for_identity(IdentityId=guest, Logins=logins)
    paginator = identities.get_paginator("list_identity_pools")
    pages = paginator.paginate(PaginationConfig={"PageSize": 1})
    assert pool_id in [each["IdentityPoolId"] for page in pages for each in page["IdentityPools"]]


def test_amplify(identities: Any, make_pool: Any, make_user: Any, make_identity_pool: Any, run_scenario: Any) -> None:
    pool = make_pool()
    username = make_user(pool)
    pool_id = make_identity_pool(pool)
    seen = run_scenario(
        "amplify_identity", poolId=pool.id, clientId=pool.client_id, identityPoolId=pool_id, username=username
    )

    guest, user, again = seen["guest"], seen["user"], seen["again"]
    assert guest["identityId"] == user["identityId"], "a guest keeps its identity at the first sign-in"
    assert again["identityId"] == user["identityId"]
    for session in (guest, user, again):
        assert session["credentials"]["accessKeyId"].startswith("ASIA")
        assert session["credentials"]["sessionToken"]
        assert session["credentials"]["expiration"]
    assert len({session["credentials"]["accessKeyId"] for session in (guest, user, again)}) == 3
    assert guest["userSub"] is None
    logins = identities.describe_identity(IdentityId=user["identityId"])["Logins"]
    assert logins == [f"cognito-idp.us-east-1.amazonaws.com/{pool.id}"]
    assert seen["signedOut"]["identityId"] != user["identityId"]
