"""The refresh token grant: what is renewed, what stays, and what ends (RFC 6749, 6; RFC 9700, 4.14)."""

from __future__ import annotations

import asyncio
from typing import Any

from tests.oauth.conftest import MakePort, Port

ROTATION = {
    "RefreshTokenRotation": {"Feature": "ENABLED", "RetryGracePeriodSeconds": 30},
    "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"],
}


def test_refresh(port: Port) -> None:
    tokens = port.tokens(nonce="n-1", scope="openid email")
    port.house.clock.advance(60)
    port.house.call(
        "AdminUpdateUserAttributes",
        UserPoolId=port.pool,
        Username="marina",
        UserAttributes=[{"Name": "email", "Value": "new@poolhouse.test"}, {"Name": "email_verified", "Value": "true"}],
    )
    port.house.call("CreateGroup", UserPoolId=port.pool, GroupName="crew")
    port.house.call("AdminAddUserToGroup", UserPoolId=port.pool, Username="marina", GroupName="crew")
    refreshed = port.refresh(tokens["refresh_token"]).json()
    assert set(refreshed) == {"id_token", "access_token", "expires_in", "token_type"}
    old, new = port.house.claims(tokens["id_token"]), port.house.claims(refreshed["id_token"])
    assert new["email"] == "new@poolhouse.test"
    assert new["cognito:groups"] == ["crew"]
    assert "nonce" not in new
    for same in ("auth_time", "origin_jti", "event_id", "sub"):
        assert new[same] == old[same]
    assert new["at_hash"] != old["at_hash"]
    access = port.house.claims(refreshed["access_token"])
    assert (access["scope"], access["version"]) == ("openid email", 2)


def test_who_may_refresh(port: Port, make_port: MakePort) -> None:
    token = port.tokens()["refresh_token"]
    other = make_port()
    assert port.refresh(token, client_id=other.client).json() == {"error": "invalid_grant"}
    assert port.refresh("x.y").json() == {"error": "invalid_grant"}
    assert port.refresh("").json() == {"error": "invalid_request"}
    port.house.call("AdminDisableUser", UserPoolId=port.pool, Username="marina")
    assert port.refresh(token).json() == {"error": "invalid_grant"}
    port.house.call("AdminEnableUser", UserPoolId=port.pool, Username="marina")
    assert port.refresh(token).json() == {"error": "invalid_grant"}, "enabling revives nothing"


def test_tokens_of_the_api_are_renewed_here_too(port: Port) -> None:
    tokens = port.house.sign_in(port.client)
    refreshed = port.refresh(tokens["RefreshToken"]).json()
    claims = port.house.claims(refreshed["access_token"])
    assert claims["scope"] == "aws.cognito.signin.user.admin"
    assert "version" not in claims
    assert "email" in port.house.claims(refreshed["id_token"])


def test_the_api_renews_tokens_of_a_page(port: Port) -> None:
    tokens = port.tokens(scope="aws.cognito.signin.user.admin")
    request = port.house.refresh_request(port.client, tokens["refresh_token"])
    result = port.house.call("InitiateAuth", **request)["AuthenticationResult"]
    assert "IdToken" not in result
    assert port.house.claims(result["AccessToken"])["version"] == 2


def test_rotation(make_port: MakePort) -> None:
    port = make_port(client=ROTATION)
    first = port.tokens()["refresh_token"]
    second = port.refresh(first).json()["refresh_token"]
    assert second != first
    port.house.clock.advance(29)
    assert port.refresh(first).status_code == 200, "within the grace period"
    port.house.clock.advance(1)
    assert port.refresh(first).json() == {"error": "invalid_grant"}
    assert port.refresh(second).status_code == 200


def test_of_many_parallel_rotations_none_is_lost(make_port: MakePort) -> None:
    port = make_port(client={**ROTATION, "RefreshTokenRotation": {"Feature": "ENABLED", "RetryGracePeriodSeconds": 0}})
    token, http = port.tokens()["refresh_token"], port.browser().http
    form = {"grant_type": "refresh_token", "client_id": port.client, "refresh_token": token}

    async def all_at_once() -> list[Any]:
        return await asyncio.gather(*(http.post("/oauth2/token", data=form) for _ in range(100)))

    answers = port.house.runner.run(all_at_once())
    successors = [answer.json()["refresh_token"] for answer in answers if answer.status_code == 200]
    assert len(successors) == 1
    assert {answer.text for answer in answers if answer.status_code != 200} == {'{"error":"invalid_grant"}'}
    assert port.refresh(successors[0]).status_code == 200


def test_rotation_extends_nothing(make_port: MakePort) -> None:
    port = make_port(client={**ROTATION, "RefreshTokenValidity": 60, "TokenValidityUnits": {"RefreshToken": "minutes"}})
    token = port.tokens()["refresh_token"]
    for _ in range(2):
        port.house.clock.advance(25 * 60)
        token = port.refresh(token).json()["refresh_token"]
    port.house.clock.advance(10 * 60)
    assert port.refresh(token).json() == {"error": "invalid_grant"}
