"""Checks 40 to 46 over HTTP against a server process; tests/flows and tests/operations have them in every detail."""

from __future__ import annotations

import time
from typing import Any

import pytest

from poolhouse.model import srp

PASSWORD = "Harbour-7-Wall"
FLOWS = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]


class Port:
    def __init__(self, cognito: Any) -> None:
        self.cognito = cognito
        self.pool = cognito.create_user_pool(PoolName="reef")["UserPool"]["Id"]
        client = cognito.create_user_pool_client(UserPoolId=self.pool, ClientName="quay", ExplicitAuthFlows=FLOWS)
        self.client = client["UserPoolClient"]["ClientId"]
        self.user = {"UserPoolId": self.pool, "Username": "marina"}
        cognito.admin_create_user(**self.user, MessageAction="SUPPRESS")
        cognito.admin_set_user_password(**self.user, Password=PASSWORD, Permanent=True)

    def initiate(self, flow: str, **parameters: str) -> Any:
        return self.cognito.initiate_auth(AuthFlow=flow, ClientId=self.client, AuthParameters=parameters)

    def sign_in(self) -> dict[str, str]:
        answer = self.initiate("USER_PASSWORD_AUTH", USERNAME="marina", PASSWORD=PASSWORD)
        tokens: dict[str, str] = answer["AuthenticationResult"]
        return tokens

    def refresh(self, tokens: dict[str, str]) -> dict[str, str]:
        answer = self.initiate("REFRESH_TOKEN_AUTH", REFRESH_TOKEN=tokens["RefreshToken"])
        refreshed: dict[str, str] = answer["AuthenticationResult"]
        return refreshed

    def has_ended(self, tokens: dict[str, str]) -> None:
        with pytest.raises(self.cognito.exceptions.NotAuthorizedException):
            self.refresh(tokens)
        with pytest.raises(self.cognito.exceptions.NotAuthorizedException):
            self.cognito.get_user(AccessToken=tokens["AccessToken"])


@pytest.fixture
def port(cognito: Any) -> Port:
    return Port(cognito)


def test_40_a_revoked_session(port: Port) -> None:
    ended, other = port.sign_in(), port.sign_in()
    port.cognito.revoke_token(ClientId=port.client, Token=ended["RefreshToken"])
    port.has_ended(ended)
    assert port.refresh(other)


def test_41_sign_out_everywhere_and_disabled_users(port: Port) -> None:
    sessions = [port.sign_in(), port.sign_in()]
    port.cognito.global_sign_out(AccessToken=sessions[0]["AccessToken"])
    for session in sessions:
        port.has_ended(session)
    later = port.sign_in()
    port.cognito.admin_disable_user(**port.user)
    port.has_ended(later)


def test_43_groups_are_read_anew(house: Any, port: Port) -> None:
    tokens = port.sign_in()
    port.cognito.create_group(UserPoolId=port.pool, GroupName="divers")
    port.cognito.admin_add_user_to_group(**port.user, GroupName="divers")
    assert house.claims(port.refresh(tokens)["AccessToken"])["cognito:groups"] == ["divers"]
    port.cognito.admin_remove_user_from_group(**port.user, GroupName="divers")
    assert "cognito:groups" not in house.claims(port.refresh(tokens)["IdToken"])


@pytest.mark.parametrize("multiple", [0, 1, 2])
def test_44_multiples_of_the_group_prime(port: Port, multiple: int) -> None:
    with pytest.raises(port.cognito.exceptions.NotAuthorizedException):
        port.initiate("USER_SRP_AUTH", USERNAME="marina", SRP_A=f"{multiple * srp.N:x}")


def test_46_replayed_answers(house: Any, port: Port) -> None:
    challenge = port.initiate("USER_SRP_AUTH", USERNAME="marina", SRP_A=house.srp.srp_a)["ChallengeParameters"]
    proof = house.srp.answer(port.pool, PASSWORD, challenge, srp.format_timestamp(time.time()))
    answer = {"ClientId": port.client, "ChallengeName": "PASSWORD_VERIFIER", "ChallengeResponses": proof}
    assert "AuthenticationResult" in port.cognito.respond_to_auth_challenge(**answer)
    with pytest.raises(port.cognito.exceptions.NotAuthorizedException, match="session can only be used once"):
        port.cognito.respond_to_auth_challenge(**answer)
