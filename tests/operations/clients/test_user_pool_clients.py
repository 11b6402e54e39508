from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

INVALID = "InvalidParameterException"


@pytest.fixture(scope="module")
def pool(house: Any) -> str:
    pool_id: str = house.pool(Schema=[{"Name": "berth", "AttributeDataType": "String", "Mutable": True}])
    return pool_id


@pytest.fixture
def refusal(house: Any, pool: str) -> Callable[..., Any]:
    def refuse(**settings: Any) -> Any:
        before = house.call("ListUserPoolClients", UserPoolId=pool)
        answer = house.refusal("CreateUserPoolClient", UserPoolId=pool, ClientName="quay", **settings)
        assert house.call("ListUserPoolClients", UserPoolId=pool) == before
        return answer

    return refuse


def describe(house: Any, pool: str, client: str) -> dict[str, Any]:
    described: dict[str, Any] = house.call("DescribeUserPoolClient", UserPoolId=pool, ClientId=client)
    result: dict[str, Any] = described["UserPoolClient"]
    return result


def test_defaults(house: Any, pool: str) -> None:
    made = house.call("CreateUserPoolClient", UserPoolId=pool, ClientName="quay")["UserPoolClient"]
    assert re.fullmatch(r"[0-9a-z]{26}", made["ClientId"])
    client = describe(house, pool, made["ClientId"])
    assert client == made
    assert client["RefreshTokenValidity"] == 30
    assert client["AuthSessionValidity"] == 3
    assert client["EnableTokenRevocation"] is True
    assert client["AllowedOAuthFlowsUserPoolClient"] is False
    for absent in ("ClientSecret", "ReadAttributes", "WriteAttributes", "CallbackURLs"):
        assert absent not in client


def test_a_generated_secret(house: Any, pool: str) -> None:
    client = house.client(pool, GenerateSecret=True)
    assert re.fullmatch(r"[0-9a-z]{51,52}", client["ClientSecret"])
    assert describe(house, pool, client["ClientId"])["ClientSecret"] == client["ClientSecret"]
    house.call("UpdateUserPoolClient", UserPoolId=pool, ClientId=client["ClientId"])
    assert describe(house, pool, client["ClientId"])["ClientSecret"] == client["ClientSecret"]


def test_attribute_lists_are_shown_as_they_were_set(house: Any, pool: str) -> None:
    lists = {"ReadAttributes": ["email", "email_verified", "custom:berth"], "WriteAttributes": ["email"]}
    client = describe(house, pool, house.client_id(pool, **lists))
    for name, value in lists.items():
        assert sorted(client[name]) == sorted(value)


def test_an_update_replaces_all_settings(house: Any, pool: str) -> None:
    client = house.client_id(
        pool,
        AccessTokenValidity=10,
        TokenValidityUnits={"AccessToken": "minutes"},
        PreventUserExistenceErrors="ENABLED",
        ReadAttributes=["email"],
        EnableTokenRevocation=False,
    )
    updated = house.call("UpdateUserPoolClient", UserPoolId=pool, ClientId=client)["UserPoolClient"]
    assert updated == describe(house, pool, client)
    assert updated["ClientName"] == "quay"
    assert updated["EnableTokenRevocation"] is True
    for absent in ("AccessTokenValidity", "ReadAttributes", "TokenValidityUnits"):
        assert absent not in updated
    assert updated.get("PreventUserExistenceErrors", "LEGACY") == "LEGACY"


@pytest.mark.parametrize(
    ("settings", "text"),
    [
        ({"AccessTokenValidity": 4, "TokenValidityUnits": {"AccessToken": "minutes"}}, "range"),
        ({"AccessTokenValidity": 299, "TokenValidityUnits": {"AccessToken": "seconds"}}, "range"),
        ({"AccessTokenValidity": 25}, "range"),
        ({"IdTokenValidity": 2, "TokenValidityUnits": {"IdToken": "days"}}, "range"),
        ({"IdTokenValidity": 4, "TokenValidityUnits": {"IdToken": "minutes"}}, "range"),
        ({"RefreshTokenValidity": 59, "TokenValidityUnits": {"RefreshToken": "minutes"}}, "range"),
        ({"RefreshTokenValidity": 3651}, "range"),
        (
            {"RefreshTokenValidity": 1, "AccessTokenValidity": 2, "TokenValidityUnits": {"RefreshToken": "hours"}},
            "order",
        ),
        ({"RefreshTokenValidity": 1, "IdTokenValidity": 2, "TokenValidityUnits": {"RefreshToken": "hours"}}, "order"),
    ],
)
def test_lifetimes_out_of_range(refusal: Callable[..., Any], settings: dict[str, Any], text: str) -> None:
    texts = {
        "range": "Invalid range for token validity.",
        "order": "Access and Id Token expiration times must be less than or equal to refresh token expiration times.",
    }
    assert refusal(**settings) == (INVALID, texts[text])


@pytest.mark.parametrize(
    ("settings", "seconds"),
    [
        ({}, 3600),
        ({"AccessTokenValidity": 5, "TokenValidityUnits": {"AccessToken": "minutes"}}, 300),
        ({"AccessTokenValidity": 24}, 86400),
        ({"AccessTokenValidity": 1, "TokenValidityUnits": {"AccessToken": "days"}}, 86400),
        ({"AccessTokenValidity": 300, "TokenValidityUnits": {"AccessToken": "seconds"}}, 300),
        ({"RefreshTokenValidity": 0}, 3600),
        ({"RefreshTokenValidity": 3650}, 3600),
    ],
)
def test_lifetimes_at_their_limits(house: Any, settings: dict[str, Any], seconds: int) -> None:
    pool = house.pool()
    house.user(pool)
    client = house.client_id(pool, **settings)
    result = house.sign_in(client)
    claims = house.claims(result["AccessToken"])
    assert result["ExpiresIn"] == seconds == claims["exp"] - claims["iat"]
    assert describe(house, pool, client)["RefreshTokenValidity"] == settings.get("RefreshTokenValidity") or 30


@pytest.mark.parametrize("minutes", [2, 16])
def test_session_lifetime_out_of_range(refusal: Callable[..., Any], minutes: int) -> None:
    error, text = refusal(AuthSessionValidity=minutes)
    assert error == INVALID
    assert text.startswith("1 validation error detected: Value '")


@pytest.mark.parametrize(
    ("settings", "error", "text"),
    [
        (
            {"ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH", "USER_PASSWORD_AUTH"]},
            INVALID,
            "Auth flow name with prefix 'ALLOW' cannot be used with legacy auth flow names.",
        ),
        (
            {"ExplicitAuthFlows": ["ALLOW_REFRESH_TOKEN_AUTH"], "RefreshTokenRotation": {"Feature": "ENABLED"}},
            INVALID,
            "ALLOW_REFRESH_TOKEN_AUTH is not a permitted ExplicitAuthFlow when refresh token rotation is enabled.",
        ),
        ({"ReadAttributes": ["nope"]}, INVALID, "Invalid read attributes specified while creating a client"),
        ({"ReadAttributes": ["custom:nope"]}, INVALID, "Invalid read attributes specified while creating a client"),
        ({"WriteAttributes": ["nope"]}, INVALID, "Invalid write attributes specified while creating a client"),
        ({"WriteAttributes": ["sub"]}, INVALID, "Invalid write attributes specified while creating a client"),
        (
            {"WriteAttributes": ["email", "email_verified"]},
            INVALID,
            "Invalid write attributes specified while creating a client",
        ),
        (
            {"CallbackURLs": ["http://example.com/back"]},
            INVALID,
            "http://example.com/back cannot use the HTTP protocol.",
        ),
        (
            {"CallbackURLs": ["https://example.com/a"], "DefaultRedirectURI": "https://example.com/b"},
            INVALID,
            "The default redirect URI https://example.com/b is not in the callback URIs list.",
        ),
        (
            {"AllowedOAuthFlows": ["code"], "AllowedOAuthScopes": ["openid"]},
            None,
            "CallbackUrls can not be empty when code flow or implicit flow is selected",
        ),
        (
            {"AllowedOAuthFlows": ["client_credentials"], "AllowedOAuthScopes": []},
            None,
            "client_credentials flow can not be selected if client does not have a client secret.",
        ),
        (
            {"AllowedOAuthFlowsUserPoolClient": True},
            None,
            "AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is allowed to use OAuth flows.",
        ),
        (
            {
                "AllowedOAuthFlows": ["client_credentials", "code"],
                "GenerateSecret": True,
                "CallbackURLs": ["https://example.com/a"],
            },
            None,
            "client_credentials flow can not be selected along with code flow or implicit flow.",
        ),
        (
            {
                "AllowedOAuthFlows": ["code"],
                "AllowedOAuthScopes": ["harbour/read"],
                "CallbackURLs": ["https://example.com/a"],
            },
            "ScopeDoesNotExistException",
            "Invalid scope requested: harbour/read",
        ),
    ],
)
def test_settings_that_are_refused(
    refusal: Callable[..., Any], settings: dict[str, Any], error: str | None, text: str
) -> None:
    given, shown = refusal(**settings)
    assert shown == text
    assert error in (None, given)


def test_email_is_no_scope_for_machines(refusal: Callable[..., Any]) -> None:
    machine = {"AllowedOAuthFlows": ["client_credentials"], "AllowedOAuthScopes": ["email"], "GenerateSecret": True}
    assert refusal(**machine)[0] in (INVALID, "InvalidOAuthFlowException")


def test_an_unknown_provider(refusal: Callable[..., Any], pool: str) -> None:
    text = f"The provider Lighthouse does not exist for User Pool {pool}."
    assert refusal(SupportedIdentityProviders=["Lighthouse"]) == (INVALID, text)


def test_a_refused_update_changes_nothing(house: Any, pool: str) -> None:
    client = house.client_id(pool)
    before = describe(house, pool, client)
    refused = {"UserPoolId": pool, "ClientId": client, "ReadAttributes": ["nope"]}
    assert house.refusal("UpdateUserPoolClient", **refused)[0] == INVALID
    assert describe(house, pool, client) == before


def test_rotation(house: Any, pool: str) -> None:
    flows = ["ALLOW_USER_PASSWORD_AUTH"]
    rotation = {"Feature": "ENABLED"}
    client = house.client(pool, ExplicitAuthFlows=flows, RefreshTokenRotation=rotation)
    assert client["RefreshTokenRotation"] == {"Feature": "ENABLED", "RetryGracePeriodSeconds": 0}
    assert house.client(pool, ExplicitAuthFlows=None, RefreshTokenRotation=rotation)["ClientId"]
    lite = house.pool(UserPoolTier="LITE")
    refused = {"UserPoolId": lite, "ClientName": "quay", "ExplicitAuthFlows": flows, "RefreshTokenRotation": rotation}
    assert house.refusal("CreateUserPoolClient", **refused)[0] == "FeatureUnavailableInTierException"


def test_scopes_of_resource_servers(house: Any) -> None:
    pool = house.pool()
    scopes = [{"ScopeName": "read", "ScopeDescription": "Look"}]
    house.call("CreateResourceServer", UserPoolId=pool, Identifier="https://harbour/api", Name="api", Scopes=scopes)
    machine = {
        "AllowedOAuthFlows": ["client_credentials"],
        "AllowedOAuthScopes": ["https://harbour/api/read"],
        "GenerateSecret": True,
        "AllowedOAuthFlowsUserPoolClient": True,
    }
    assert house.client(pool, **machine)["AllowedOAuthScopes"] == ["https://harbour/api/read"]


def test_the_type_of_clients(house: Any) -> None:
    """None registers itself, so that there are no others."""
    pool = house.pool()
    made = house.client(pool)
    assert made["ClientType"] == "REGULAR"
    for kind, expected in (("REGULAR", [made["ClientId"]]), ("DCR", [])):
        listed = house.call("ListUserPoolClients", UserPoolId=pool, ClientType=kind)["UserPoolClients"]
        assert [client["ClientId"] for client in listed] == expected


def test_context_of_users_only_from_clients_with_a_secret(house: Any, refusal: Callable[..., Any], pool: str) -> None:
    text = "EnablePropagateAdditionalUserContextData can be activated only in an app client that has a client secret."
    context = {"EnablePropagateAdditionalUserContextData": True}
    assert refusal(**context) == (INVALID, text)
    assert house.client(pool, GenerateSecret=True, **context)["EnablePropagateAdditionalUserContextData"] is True


def test_clients_belong_to_their_pool(house: Any, pool: str) -> None:
    client, other = house.client_id(pool), house.pool()
    unknown = ("ResourceNotFoundException", f"User pool client {client} does not exist.")
    for operation in ("DescribeUserPoolClient", "UpdateUserPoolClient", "DeleteUserPoolClient"):
        assert house.refusal(operation, UserPoolId=other, ClientId=client) == unknown
    assert house.call("DeleteUserPoolClient", UserPoolId=pool, ClientId=client) == {}
    assert house.refusal("DescribeUserPoolClient", UserPoolId=pool, ClientId=client) == unknown


def test_listing_in_pages(house: Any) -> None:
    pool = house.pool()
    made = sorted(house.client_id(pool) for _ in range(5))
    found: list[str] = []
    token: dict[str, str] = {}
    for _ in range(3):
        page = house.call("ListUserPoolClients", UserPoolId=pool, MaxResults=2, **token)
        found += [client["ClientId"] for client in page["UserPoolClients"]]
        assert all(client.keys() == {"ClientId", "ClientName", "UserPoolId"} for client in page["UserPoolClients"])
        token = {"NextToken": page["NextToken"]} if "NextToken" in page else {}
    assert token == {}
    assert sorted(found) == made
    assert house.refusal("ListUserPoolClients", UserPoolId=pool, NextToken="garbage")[0] == INVALID
