"""A pool that takes passkeys."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest

from tests.authenticator import RP_ID, Authenticator


@dataclass
class Passkeys:
    """A pool that takes passkeys, and a user who has signed in with a password."""

    house: Any
    pool: str
    client: str
    sub: str
    token: str

    def start(self, token: str | None = None) -> dict[str, Any]:
        answer = self.house.call("StartWebAuthnRegistration", AccessToken=token or self.token)
        options: dict[str, Any] = answer["CredentialCreationOptions"]
        return options

    def register(self, authenticator: Authenticator | None = None, token: str | None = None) -> Authenticator:
        authenticator = authenticator or Authenticator()
        credential = authenticator.create(self.start(token))
        self.house.call("CompleteWebAuthnRegistration", AccessToken=token or self.token, Credential=credential)
        return authenticator

    def refused(self, credential: object, token: str | None = None) -> str:
        """The type of the error of a registration."""
        members = {"AccessToken": token or self.token, "Credential": credential}
        kind: str = self.house.refusal("CompleteWebAuthnRegistration", **members)[0]
        return kind

    def listed(self, **members: Any) -> list[dict[str, Any]]:
        answer = self.house.call("ListWebAuthnCredentials", AccessToken=self.token, **members)
        credentials: list[dict[str, Any]] = answer["Credentials"]
        return credentials

    def begin(self, preferred: str | None = "WEB_AUTHN", name: str = "marina", **parameters: str) -> dict[str, Any]:
        """The first answer of USER_AUTH."""
        asked = {"USERNAME": name, **parameters} | ({"PREFERRED_CHALLENGE": preferred} if preferred else {})
        answer: dict[str, Any] = self.house.call(
            "InitiateAuth", AuthFlow="USER_AUTH", ClientId=self.client, AuthParameters=asked
        )
        return answer

    @staticmethod
    def options(challenge: dict[str, Any]) -> dict[str, Any]:
        options: dict[str, Any] = json.loads(challenge["ChallengeParameters"]["CREDENTIAL_REQUEST_OPTIONS"])
        return options

    def answer(self, challenge: dict[str, Any], name: str = "marina", **responses: str) -> dict[str, Any]:
        """A RespondToAuthChallenge request."""
        return {
            "ClientId": self.client,
            "ChallengeName": challenge["ChallengeName"],
            "Session": challenge["Session"],
            "ChallengeResponses": {"USERNAME": name, **responses},
        }

    def proof(
        self, challenge: dict[str, Any], authenticator: Authenticator, name: str = "marina", **wrong: Any
    ) -> dict[str, Any]:
        credential = authenticator.get(self.options(challenge), **wrong)
        return self.answer(challenge, name, CREDENTIAL=json.dumps(credential))

    def sign_in(self, authenticator: Authenticator, **wrong: Any) -> dict[str, Any]:
        answer = self.house.call("RespondToAuthChallenge", **self.proof(self.begin(), authenticator, **wrong))
        result: dict[str, Any] = answer["AuthenticationResult"]
        return result

    def sign_in_refused(self, authenticator: Authenticator, **wrong: Any) -> tuple[str, str]:
        error: tuple[str, str] = self.house.refusal(
            "RespondToAuthChallenge", **self.proof(self.begin(), authenticator, **wrong)
        )
        return error


FLOWS = ["ALLOW_USER_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
FACTORS = {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "WEB_AUTHN"]}}


def make_passkeys(house: Any, *, configuration: dict[str, str] | None = None, **client: Any) -> Passkeys:
    pool = house.pool(Policies=FACTORS)
    house.call(
        "SetUserPoolMfaConfig",
        UserPoolId=pool,
        WebAuthnConfiguration={"RelyingPartyId": RP_ID, **(configuration or {})},
    )
    client_id = house.client_id(pool, **{"ExplicitAuthFlows": FLOWS, **client})
    sub = house.user(pool)
    return Passkeys(house, pool, client_id, sub, house.sign_in(client_id)["AccessToken"])


@pytest.fixture
def passkeys(house: Any) -> Passkeys:
    return make_passkeys(house)
