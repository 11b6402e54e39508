"""An authenticator app, and pools that ask for its codes."""

from __future__ import annotations

import base64
import hmac
import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

WRONG = ("CodeMismatchException", "Invalid code received for user")
USED = ("ExpiredCodeException", "Your software token has already been used once.")
MISMATCH = ("EnableSoftwareTokenMFAException", "Code mismatch")
INCORRECT = ("NotAuthorizedException", "Incorrect username or password.")
INVALID = ("NotAuthorizedException", "Invalid session for the user.")
REUSED = ("NotAuthorizedException", "Invalid session for the user, session can only be used once.")
EXPIRED = ("NotAuthorizedException", "Invalid session for the user, session is expired.")
DISABLED = ("NotAuthorizedException", "User is disabled.")
TOKENS = {"AccessToken", "IdToken", "RefreshToken", "ExpiresIn", "TokenType"}
SECOND = "Second-Pier-8"
"""Another password."""

STEP = 30
EVERY_FLOW = {
    "ExplicitAuthFlows": [
        "ALLOW_USER_PASSWORD_AUTH",
        "ALLOW_ADMIN_USER_PASSWORD_AUTH",
        "ALLOW_USER_SRP_AUTH",
        "ALLOW_USER_AUTH",
        "ALLOW_REFRESH_TOKEN_AUTH",
    ]
}


class App:
    """Written from RFC 4226 and RFC 6238; shares nothing with the server."""

    def __init__(self, secret_code: str) -> None:
        self.secret_code = secret_code
        self.key = base64.b32decode(secret_code + "=" * (-len(secret_code) % 8))

    def code(self, now: float) -> str:
        digest = hmac.digest(self.key, int(now // STEP).to_bytes(8, "big"), "sha1")
        start = digest[-1] & 15
        number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
        return f"{number % 1000000:06}"

    def wrong(self, now: float) -> str:
        """A code that the app shows at no time near."""
        near = {self.code(now + STEP * steps) for steps in range(-3, 4)}
        return next(text for text in (f"{number:06}" for number in itertools.count()) if text not in near)


@dataclass(frozen=True)
class Factors:
    """A pool with a second factor, one client and one user, ``marina``."""

    house: Any
    pool: str
    client: str
    sub: str

    @property
    def user(self) -> dict[str, str]:
        return {"UserPoolId": self.pool, "Username": "marina"}

    def begin(self, password: str | None = None, name: str = "marina", **parameters: str) -> dict[str, Any]:
        """The answer to a password."""
        request = self.house.password_request(self.client, name, password or self.house.password)
        request["AuthParameters"] |= parameters
        answer: dict[str, Any] = self.house.call("InitiateAuth", **request)
        return answer

    def asked(self) -> dict[str, Any]:
        """A challenge for a code."""
        challenge = self.begin()
        assert challenge["ChallengeName"] == "SOFTWARE_TOKEN_MFA"
        return challenge

    def token(self) -> str:
        """An access token of a sign-in that asks for no code."""
        token: str = self.begin()["AuthenticationResult"]["AccessToken"]
        return token

    def code(self, app: App, steps: int = 0) -> str:
        """What the app shows now, or would show so many time steps from now."""
        return app.code(self.house.clock.now() + STEP * steps)

    def request(self, challenge: Mapping[str, Any], **responses: str) -> dict[str, Any]:
        """A RespondToAuthChallenge request."""
        return {
            "ClientId": self.client,
            "ChallengeName": challenge["ChallengeName"],
            "Session": challenge["Session"],
            "ChallengeResponses": {"USERNAME": "marina", **responses},
        }

    def with_code(self, challenge: Mapping[str, Any], code: str, **responses: str) -> dict[str, Any]:
        return self.request(challenge, SOFTWARE_TOKEN_MFA_CODE=code, **responses)

    def respond(self, request: dict[str, Any]) -> dict[str, Any]:
        answer: dict[str, Any] = self.house.call("RespondToAuthChallenge", **request)
        return answer

    def result(self, request: dict[str, Any]) -> dict[str, Any]:
        """The AuthenticationResult of a last answer."""
        result: dict[str, Any] = self.respond(request)["AuthenticationResult"]
        return result

    def refusal(self, request: dict[str, Any]) -> tuple[str, str]:
        error: tuple[str, str] = self.house.refusal("RespondToAuthChallenge", **request)
        return error

    def sign_in(self, app: App) -> dict[str, Any]:
        """The AuthenticationResult of password and code; the code is not used up for whoever comes next."""
        result = self.result(self.with_code(self.asked(), self.code(app)))
        self.later()
        return result

    def later(self) -> None:
        """No code that was used is of a time step near any more."""
        self.house.clock.advance(3 * STEP)

    def associated(self, token: str) -> App:
        return App(self.house.call("AssociateSoftwareToken", AccessToken=token)["SecretCode"])

    def verified(self, token: str, **members: str) -> App:
        """A new app of a signed-in user."""
        app = self.associated(token)
        self.house.call("VerifySoftwareToken", AccessToken=token, UserCode=self.code(app), **members)
        self.later()
        return app

    def enabled(self) -> App:
        """A new app of a user without one, whose codes the pool asks for from now on."""
        token = self.token()
        app = self.verified(token)
        self.prefer(token, Enabled=True, PreferredMfa=True)
        return app

    def prefer(self, token: str, **settings: bool) -> None:
        self.house.call("SetUserMFAPreference", AccessToken=token, SoftwareTokenMfaSettings=settings)

    def set_up(self, challenge: Mapping[str, Any], client: str | None = None) -> tuple[App, dict[str, Any]]:
        """The app that MFA_SETUP led to, and the answer to the challenge."""
        associated = self.house.call("AssociateSoftwareToken", Session=challenge["Session"])
        app = App(associated["SecretCode"])
        verified = self.house.call("VerifySoftwareToken", Session=associated["Session"], UserCode=self.code(app))
        request = self.request({**challenge, "Session": verified["Session"]})
        answer = self.respond({**request, "ClientId": client or self.client})
        self.later()
        return app, answer


def make_factors(
    house: Any, mfa: str = "OPTIONAL", client: Mapping[str, Any] | None = None, **settings: Any
) -> Factors:
    pool = house.pool(**settings)
    turn_on(house, pool, mfa)
    return Factors(house, pool, house.client_id(pool, **(client or {})), house.user(pool))


def turn_on(house: Any, pool: str, mfa: str = "OPTIONAL") -> None:
    apps = {"SoftwareTokenMfaConfiguration": {"Enabled": True}} if mfa != "OFF" else {}
    house.call("SetUserPoolMfaConfig", UserPoolId=pool, MfaConfiguration=mfa, **apps)


def _change_password(factors: Factors) -> None:
    factors.house.clock.advance(1)
    factors.house.call("AdminSetUserPassword", **factors.user, Password="Other-8-Wall", Permanent=True)


Meanwhile = tuple[Callable[[Factors], object], tuple[str, str]]
MEANWHILE: dict[str, Meanwhile] = {
    "disabled": (
        lambda factors: factors.house.call("AdminDisableUser", **factors.user),
        ("NotAuthorizedException", "User is disabled."),
    ),
    "deleted": (lambda factors: factors.house.call("AdminDeleteUser", **factors.user), INVALID),
    "password changed": (_change_password, INVALID),
}
what_happens = pytest.mark.parametrize(("happens", "refusal"), MEANWHILE.values(), ids=MEANWHILE)
