"""Refresh and rotation."""

from __future__ import annotations

import base64
import hmac
from typing import Any

import pytest

INVALID = ("NotAuthorizedException", "Invalid Refresh Token.")
EXPIRED = ("NotAuthorizedException", "Refresh Token has expired")
REVOKED = ("NotAuthorizedException", "Refresh Token has been revoked")
DAY = 86400
ROTATING_FLOWS = ["ALLOW_USER_PASSWORD_AUTH"]


def refresh(house: Any, client: str, token: str) -> dict[str, Any]:
    result: dict[str, Any] = house.call("InitiateAuth", **house.refresh_request(client, token))["AuthenticationResult"]
    return result


def refusal(house: Any, client: str, token: str) -> Any:
    return house.refusal("InitiateAuth", **house.refresh_request(client, token))


def exchange(house: Any, client: str, token: str, **more: str) -> dict[str, Any]:
    answer = house.call("GetTokensFromRefreshToken", ClientId=client, RefreshToken=token, **more)
    result: dict[str, Any] = answer["AuthenticationResult"]
    return result


def exchange_refusal(house: Any, client: str, token: str, **more: str) -> Any:
    return house.refusal("GetTokensFromRefreshToken", ClientId=client, RefreshToken=token, **more)


@pytest.mark.parametrize("flow", ["REFRESH_TOKEN_AUTH", "REFRESH_TOKEN"])
def test_refresh_keeps_the_refresh_token(house: Any, shared: Any, flow: str) -> None:
    token = house.sign_in(shared.client)["RefreshToken"]
    body = house.refresh_request(shared.client, token) | {"AuthFlow": flow}
    answer = house.call("InitiateAuth", **body)
    assert answer["AuthenticationResult"].keys() == {"AccessToken", "IdToken", "ExpiresIn", "TokenType"}
    assert answer["ChallengeParameters"] == {}
    assert "AccessToken" in refresh(house, shared.client, token)


def test_refresh_by_an_administrator(house: Any, shared: Any) -> None:
    body = house.refresh_request(shared.client, house.sign_in(shared.client)["RefreshToken"])
    answer = house.call("AdminInitiateAuth", UserPoolId=shared.pool, **body)
    assert "AccessToken" in answer["AuthenticationResult"]


def test_what_a_refresh_keeps_and_changes(house: Any, place: Any) -> None:
    first = house.sign_in(place.client)
    house.clock.advance(1000)
    house.call("CreateGroup", UserPoolId=place.pool, GroupName="divers")
    house.call("AdminAddUserToGroup", UserPoolId=place.pool, Username="marina", GroupName="divers")
    changes = [{"Name": "nickname", "Value": "Mari"}]
    house.call("AdminUpdateUserAttributes", UserPoolId=place.pool, Username="marina", UserAttributes=changes)
    second = refresh(house, place.client, first["RefreshToken"])
    for kind in ("IdToken", "AccessToken"):
        before, after = house.claims(first[kind]), house.claims(second[kind])
        for name in ("auth_time", "origin_jti", "event_id", "sub", "iss", "token_use"):
            assert after[name] == before[name], name
        assert after["jti"] != before["jti"]
        assert after["iat"] == before["iat"] + 1000
        assert after["exp"] == before["exp"] + 1000
        assert "cognito:groups" not in before
        assert after["cognito:groups"] == ["divers"]
    assert house.claims(second["IdToken"])["nickname"] == "Mari"
    assert house.claims(second["AccessToken"])["scope"] == "aws.cognito.signin.user.admin"


@pytest.mark.parametrize("days", [None, 1, 3650])
def test_the_lifetime_is_never_extended(house: Any, shared: Any, days: int | None) -> None:
    client = house.client_id(shared.pool, RefreshTokenValidity=days)
    token = house.sign_in(client)["RefreshToken"]
    house.clock.advance((days or 30) * DAY - 1)
    assert "RefreshToken" not in refresh(house, client, token)
    house.clock.advance(1)
    assert refusal(house, client, token) == EXPIRED
    assert exchange_refusal(house, client, token) == EXPIRED


@pytest.mark.parametrize("token", ["x", "a.b.c.d.e", "eyJhbGciOiJub25lIn0..a.b.c"])
def test_tokens_that_the_server_never_made(house: Any, shared: Any, token: str) -> None:
    assert refusal(house, shared.client, token) == INVALID
    assert exchange_refusal(house, shared.client, token) == INVALID


def test_tokens_that_were_changed(house: Any, shared: Any) -> None:
    token = house.sign_in(shared.client)["RefreshToken"]
    assert token.startswith("eyJjdHkiOiJKV1Qi")
    parts = token.split(".")
    assert len(parts) == 5
    for index in (0, 2, 3, 4):
        part = parts[index]
        changed = [*parts[:index], ("A" if part[0] != "A" else "B") + part[1:], *parts[index + 1 :]]
        assert refusal(house, shared.client, ".".join(changed)) == INVALID


def test_other_kinds_of_token(house: Any, shared: Any) -> None:
    result = house.sign_in(shared.client)
    for kind in ("IdToken", "AccessToken"):
        assert refusal(house, shared.client, result[kind]) == INVALID


def test_tokens_of_another_client(house: Any, shared: Any) -> None:
    token = house.sign_in(shared.client)["RefreshToken"]
    other = house.client_id(shared.pool)
    assert refusal(house, other, token) == INVALID
    assert exchange_refusal(house, other, token) == INVALID


def test_tokens_of_users_who_are_gone_or_disabled(house: Any, place: Any) -> None:
    token = house.sign_in(place.client)["RefreshToken"]
    house.call("AdminDisableUser", UserPoolId=place.pool, Username="marina")
    assert refusal(house, place.client, token)[0] == "NotAuthorizedException"
    house.call("AdminEnableUser", UserPoolId=place.pool, Username="marina")
    assert refusal(house, place.client, token) == REVOKED
    token = house.sign_in(place.client)["RefreshToken"]
    house.call("AdminDeleteUser", UserPoolId=place.pool, Username="marina")
    assert refusal(house, place.client, token)[0] == "NotAuthorizedException"
    assert exchange_refusal(house, place.client, token)[0] == "NotAuthorizedException"


def test_of_parallel_exchanges_behind_a_trigger_one_counts(function_house: Any) -> None:
    """The trigger's answer is awaited between the first look at the token and its rotation."""
    house = function_house
    arn = "arn:aws:lambda:us-east-1:000000000000:function:unchanged"
    pool = house.pool(LambdaConfig={"PreTokenGeneration": arn})
    house.user(pool)
    client = house.client_id(pool, ExplicitAuthFlows=ROTATING_FLOWS, RefreshTokenRotation={"Feature": "ENABLED"})
    token = house.sign_in(client)["RefreshToken"]
    responses = house.together("GetTokensFromRefreshToken", [{"ClientId": client, "RefreshToken": token}] * 20)
    assert [response.status_code for response in responses].count(200) == 1


def test_a_trigger_that_fails_uses_no_token_up(function_house: Any) -> None:
    house = function_house
    functions = "arn:aws:lambda:us-east-1:000000000000:function:"
    pool = house.pool()
    house.user(pool)
    client = house.client_id(pool, ExplicitAuthFlows=ROTATING_FLOWS, RefreshTokenRotation={"Feature": "ENABLED"})
    token = house.sign_in(client)["RefreshToken"]
    house.call("UpdateUserPool", UserPoolId=pool, LambdaConfig={"PreTokenGeneration": f"{functions}throwing"})
    refused = ("UserLambdaValidationException", "PreTokenGeneration failed with error The tide is out.")
    assert exchange_refusal(house, client, token) == refused
    house.call("UpdateUserPool", UserPoolId=pool, LambdaConfig={})
    assert "RefreshToken" in exchange(house, client, token)


def test_exchange_without_rotation(house: Any, shared: Any) -> None:
    token = house.sign_in(shared.client)["RefreshToken"]
    assert exchange(house, shared.client, token).keys() == {"AccessToken", "IdToken", "ExpiresIn", "TokenType"}
    assert "AccessToken" in exchange(house, shared.client, token)


def test_exchange_with_a_secret(house: Any) -> None:
    pool = house.pool()
    house.user(pool)
    client = house.client(pool, GenerateSecret=True)
    body = house.password_request(client["ClientId"])
    message = ("marina" + client["ClientId"]).encode()
    digest = hmac.digest(client["ClientSecret"].encode(), message, "sha256")
    body["AuthParameters"]["SECRET_HASH"] = base64.b64encode(digest).decode()
    token = house.call("InitiateAuth", **body)["AuthenticationResult"]["RefreshToken"]
    for wrong in ({}, {"ClientSecret": "wrong" * 10}):
        assert exchange_refusal(house, client["ClientId"], token, **wrong)[0] == "NotAuthorizedException"
    assert "AccessToken" in exchange(house, client["ClientId"], token, ClientSecret=client["ClientSecret"])


class TestRotation:
    def client(self, house: Any, pool: str, grace: int | None = 0) -> str:
        rotation = {"Feature": "ENABLED", "RetryGracePeriodSeconds": grace}
        client: str = house.client_id(pool, ExplicitAuthFlows=ROTATING_FLOWS, RefreshTokenRotation=rotation)
        return client

    def test_every_exchange_brings_a_new_token(self, house: Any, shared: Any) -> None:
        client = self.client(house, shared.pool)
        first = house.sign_in(client)
        second = exchange(house, client, first["RefreshToken"])
        third = exchange(house, client, second["RefreshToken"])
        assert len({result["RefreshToken"] for result in (first, second, third)}) == 3
        for kind in ("IdToken", "AccessToken"):
            claims = [house.claims(result[kind]) for result in (first, second, third)]
            assert len({each["origin_jti"] for each in claims}) == 1
            assert len({each["auth_time"] for each in claims}) == 1
            assert len({each["jti"] for each in claims}) == 3

    def test_without_grace_the_old_token_ends_at_once(self, house: Any, shared: Any) -> None:
        client = self.client(house, shared.pool, None)
        token = house.sign_in(client)["RefreshToken"]
        exchange(house, client, token)
        assert exchange_refusal(house, client, token)[0] == "RefreshTokenReuseException"

    def test_within_grace_the_old_token_still_counts(self, house: Any, shared: Any) -> None:
        client = self.client(house, shared.pool, 10)
        token = house.sign_in(client)["RefreshToken"]
        successors = [exchange(house, client, token)["RefreshToken"]]
        house.clock.advance(9)
        successors.append(exchange(house, client, token)["RefreshToken"])
        house.clock.advance(1)
        assert exchange_refusal(house, client, token)[0] == "RefreshTokenReuseException"
        for successor in successors:
            assert "RefreshToken" in exchange(house, client, successor)

    def test_of_a_hundred_parallel_exchanges_one_counts(self, house: Any, shared: Any) -> None:
        client = self.client(house, shared.pool)
        token = house.sign_in(client)["RefreshToken"]
        responses = house.together("GetTokensFromRefreshToken", [{"ClientId": client, "RefreshToken": token}] * 100)
        granted = [response.json() for response in responses if response.status_code == 200]
        refused = [house.error(response)[0] for response in responses if response.status_code != 200]
        assert len(granted) == 1
        assert refused == ["RefreshTokenReuseException"] * 99
        assert "RefreshToken" in exchange(house, client, granted[0]["AuthenticationResult"]["RefreshToken"])

    def test_within_grace_none_of_many_is_lost(self, house: Any, shared: Any) -> None:
        client = self.client(house, shared.pool, 60)
        token = house.sign_in(client)["RefreshToken"]
        responses = house.together("GetTokensFromRefreshToken", [{"ClientId": client, "RefreshToken": token}] * 20)
        assert [response.status_code for response in responses] == [200] * 20
        successors = {response.json()["AuthenticationResult"]["RefreshToken"] for response in responses}
        assert len(successors) == 20

    def test_rotation_does_not_extend_the_lifetime(self, house: Any, shared: Any) -> None:
        client = self.client(house, shared.pool)
        token = house.sign_in(client)["RefreshToken"]
        house.clock.advance(30 * DAY - 1)
        token = exchange(house, client, token)["RefreshToken"]
        house.clock.advance(1)
        assert exchange_refusal(house, client, token) == EXPIRED

    @pytest.mark.parametrize("flow", ["REFRESH_TOKEN_AUTH", "REFRESH_TOKEN"])
    def test_the_flow_is_refused(self, house: Any, shared: Any, flow: str) -> None:
        client = self.client(house, shared.pool)
        body = house.refresh_request(client, house.sign_in(client)["RefreshToken"]) | {"AuthFlow": flow}
        error, _ = house.refusal("InitiateAuth", **body)
        assert error in ("NotAuthorizedException", "InvalidParameterException")

    def test_the_flow_is_refused_where_it_is_on_by_default(self, house: Any, shared: Any) -> None:
        rotation = {"Feature": "ENABLED"}
        client = house.client_id(shared.pool, ExplicitAuthFlows=None, RefreshTokenRotation=rotation)
        error, _ = refusal(house, client, "x")
        assert error in ("NotAuthorizedException", "InvalidParameterException")

    def test_a_used_token_stays_used_when_rotation_is_turned_off(self, house: Any, shared: Any) -> None:
        client = self.client(house, shared.pool)
        old = house.sign_in(client)["RefreshToken"]
        new = exchange(house, client, old)["RefreshToken"]
        settings = {"ExplicitAuthFlows": [*ROTATING_FLOWS, "ALLOW_REFRESH_TOKEN_AUTH"]}
        house.call("UpdateUserPoolClient", UserPoolId=shared.pool, ClientId=client, **settings)
        assert exchange_refusal(house, client, old)[0] == "RefreshTokenReuseException"
        assert refusal(house, client, old)[0] == "NotAuthorizedException"
        assert "AccessToken" in refresh(house, client, new)

    def test_a_revoked_session_ends_all_its_tokens(self, house: Any, shared: Any) -> None:
        client = self.client(house, shared.pool)
        old = house.sign_in(client)["RefreshToken"]
        new = exchange(house, client, old)
        house.call("RevokeToken", ClientId=client, Token=old)
        assert exchange_refusal(house, client, new["RefreshToken"]) == REVOKED
        assert house.refusal("GetUser", AccessToken=new["AccessToken"])[1] == "Access Token has been revoked"
