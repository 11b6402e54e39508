from __future__ import annotations

import base64
import hmac
from typing import Any

import pytest

REVOKED = ("NotAuthorizedException", "Access Token has been revoked")
REFRESH_REVOKED = ("NotAuthorizedException", "Refresh Token has been revoked")


class Session:
    def __init__(self, house: Any, client: str) -> None:
        self.house, self.client = house, client
        self.tokens = house.sign_in(client)

    def access(self) -> Any:
        return self.house.respond("GetUser", {"AccessToken": self.tokens["AccessToken"]})

    def refresh(self) -> Any:
        return self.house.respond("InitiateAuth", self.house.refresh_request(self.client, self.tokens["RefreshToken"]))

    def lives(self) -> bool:
        assert self.access().status_code == self.refresh().status_code
        return bool(self.access().status_code == 200)

    def refusals(self) -> list[Any]:
        return [self.house.error(self.access()), self.house.error(self.refresh())]


class Port:
    def __init__(self, house: Any) -> None:
        self.house = house
        self.pool = house.pool()
        self.client = house.client_id(self.pool)
        house.user(self.pool)

    def session(self, client: str | None = None) -> Session:
        return Session(self.house, client or self.client)


@pytest.fixture
def port(house: Any) -> Port:
    return Port(house)


def test_global_sign_out_ends_every_session(house: Any, port: Port) -> None:
    sessions = [port.session(), port.session(), port.session(house.client_id(port.pool))]
    assert house.call("GlobalSignOut", AccessToken=sessions[0].tokens["AccessToken"]) == {}
    for session in sessions:
        assert session.refusals() == [REVOKED, REFRESH_REVOKED]
    assert house.refusal("GlobalSignOut", AccessToken=sessions[0].tokens["AccessToken"]) == REVOKED
    assert port.session().lives()


def test_sign_outs_within_one_moment(house: Any, port: Port) -> None:
    for _ in range(3):
        session = port.session()
        assert session.lives()
        house.call("AdminUserGlobalSignOut", UserPoolId=port.pool, Username="marina")
        assert session.refusals() == [REVOKED, REFRESH_REVOKED]


def test_a_clock_that_was_put_back(house: Any, port: Port) -> None:
    session = port.session()
    house.clock.advance(-30)
    house.call("GlobalSignOut", AccessToken=session.tokens["AccessToken"])
    assert session.refusals() == [REVOKED, REFRESH_REVOKED]
    assert port.session().lives()
    house.clock.advance(30)


def test_sign_out_by_an_administrator(house: Any, port: Port) -> None:
    session = port.session()
    house.user(port.pool, "oskar")
    other = house.sign_in(port.client, "oskar")
    assert house.call("AdminUserGlobalSignOut", UserPoolId=port.pool, Username="marina") == {}
    assert session.refusals() == [REVOKED, REFRESH_REVOKED]
    assert house.call("GetUser", AccessToken=other["AccessToken"])["Username"] == "oskar"
    assert port.session().lives()


def test_tokens_made_by_refresh_end_too(house: Any, port: Port) -> None:
    session = port.session()
    house.clock.advance(60)
    renewed = house.call("InitiateAuth", **house.refresh_request(port.client, session.tokens["RefreshToken"]))
    token = renewed["AuthenticationResult"]["AccessToken"]
    house.call("AdminUserGlobalSignOut", UserPoolId=port.pool, Username="marina")
    assert house.refusal("GetUser", AccessToken=token) == REVOKED


class TestRevocation:
    def revoke(self, house: Any, client: str, token: str, **more: str) -> Any:
        return house.respond("RevokeToken", {"ClientId": client, "Token": token, **more})

    def test_one_session_alone(self, house: Any, port: Port) -> None:
        first, second = port.session(), port.session()
        response = self.revoke(house, port.client, first.tokens["RefreshToken"])
        assert (response.status_code, response.content) == (200, b"{}")
        assert first.refusals() == [REVOKED, REFRESH_REVOKED]
        assert second.lives()
        assert self.revoke(house, port.client, first.tokens["RefreshToken"]).status_code == 200

    def test_other_kinds_of_token(self, house: Any, port: Port) -> None:
        session = port.session()
        for kind in ("AccessToken", "IdToken"):
            error, _ = house.error(self.revoke(house, port.client, session.tokens[kind]))
            assert error == "UnsupportedTokenTypeException"
        assert self.revoke(house, port.client, "garbage").status_code == 400
        assert session.lives()

    def test_of_another_client(self, house: Any, port: Port) -> None:
        session, other = port.session(), house.client_id(port.pool)
        error, _ = house.error(self.revoke(house, other, session.tokens["RefreshToken"]))
        assert error in ("UnauthorizedException", "NotAuthorizedException")
        assert session.lives()

    def test_unknown_client(self, house: Any, port: Port) -> None:
        error, _ = house.error(self.revoke(house, "nosuchclient", port.session().tokens["RefreshToken"]))
        assert error == "ResourceNotFoundException"

    def test_a_client_with_a_secret(self, house: Any, port: Port) -> None:

        client = house.client(port.pool, GenerateSecret=True)
        message = ("marina" + client["ClientId"]).encode()
        digest = base64.b64encode(hmac.digest(client["ClientSecret"].encode(), message, "sha256")).decode()
        body = house.password_request(client["ClientId"])
        body["AuthParameters"]["SECRET_HASH"] = digest
        tokens = house.call("InitiateAuth", **body)["AuthenticationResult"]
        for wrong in ({}, {"ClientSecret": "wrong" * 10}):
            error, _ = house.error(self.revoke(house, client["ClientId"], tokens["RefreshToken"], **wrong))
            assert error in ("UnauthorizedException", "NotAuthorizedException")
        assert house.call("GetUser", AccessToken=tokens["AccessToken"])
        right = {"ClientSecret": client["ClientSecret"]}
        assert self.revoke(house, client["ClientId"], tokens["RefreshToken"], **right).status_code == 200
        assert house.refusal("GetUser", AccessToken=tokens["AccessToken"]) == REVOKED

    def test_revocation_turned_off(self, house: Any, port: Port) -> None:
        client = house.client_id(port.pool, EnableTokenRevocation=False)
        tokens = house.sign_in(client)
        error, _ = house.error(self.revoke(house, client, tokens["RefreshToken"]))
        assert error == "UnsupportedOperationException"
        for kind in ("IdToken", "AccessToken"):
            assert "origin_jti" not in house.claims(tokens[kind])

    def test_what_was_revoked_stays_so_when_revocation_is_turned_off(self, house: Any, port: Port) -> None:
        session = port.session()
        self.revoke(house, port.client, session.tokens["RefreshToken"])
        settings = {"UserPoolId": port.pool, "ClientId": port.client, "EnableTokenRevocation": False}
        house.call("UpdateUserPoolClient", ExplicitAuthFlows=["ALLOW_REFRESH_TOKEN_AUTH"], **settings)
        assert session.refusals() == [REVOKED, REFRESH_REVOKED]

    def test_a_revocation_outlasts_the_last_access_token(self, house: Any, port: Port) -> None:
        client = house.client_id(
            port.pool,
            RefreshTokenValidity=24,
            AccessTokenValidity=24,
            TokenValidityUnits={"RefreshToken": "hours", "AccessToken": "hours"},
        )
        session = port.session(client)
        house.clock.advance(23 * 3600)
        renewed = house.call("InitiateAuth", **house.refresh_request(client, session.tokens["RefreshToken"]))
        self.revoke(house, client, session.tokens["RefreshToken"])
        house.clock.advance(2 * 3600)

        async def purge() -> None:
            async with house.parts.store.write() as records:
                await records.purge_expired(now=house.clock.now())

        house.runner.run(purge())
        assert house.refusal("GetUser", AccessToken=renewed["AuthenticationResult"]["AccessToken"]) == REVOKED
