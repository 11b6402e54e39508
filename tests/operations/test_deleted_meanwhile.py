"""A pool, an app client or a user goes while a request about it is being answered, at every moment there is.

The request then gets AWS's error for what is not there, or it was done before; it never fails without a reason.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from tests.conftest import PASSWORD, House
from tests.factors import EVERY_FLOW, App, turn_on
from tests.meanwhile import meanwhile

NAMES = itertools.count(1)
OTHER = "Second-Pier-8"
FOR_WHAT_IS_GONE = {"ResourceNotFoundException", "UserNotFoundException", "NotAuthorizedException"}


class Pier:
    """A client and a user of their own, in a pool that may be others' as well."""

    def __init__(self, house: House, pool: str) -> None:
        self.house, self.pool = house, pool
        self.name = f"user-{next(NAMES)}"
        self.email = f"{self.name}@poolhouse.test"
        self.client = house.client_id(pool, **EVERY_FLOW)
        self.sub = house.user(pool, self.name, email=self.email, email_verified="true")

    @property
    def named(self) -> dict[str, str]:
        return {"UserPoolId": self.pool, "Username": self.name}

    @property
    def public(self) -> dict[str, str]:
        return {"ClientId": self.client, "Username": self.name}

    @property
    def token(self) -> dict[str, str]:
        return {"AccessToken": self.house.sign_in(self.client, self.name)["AccessToken"]}

    def delete(self, what: str) -> tuple[str, dict[str, str]]:
        return {
            "pool": ("DeleteUserPool", {"UserPoolId": self.pool}),
            "client": ("DeleteUserPoolClient", {"UserPoolId": self.pool, "ClientId": self.client}),
            "user": ("AdminDeleteUser", self.named),
        }[what]

    def signed_up(self) -> Pier:
        """The same with the name of somebody who has yet to confirm it."""
        self.name = f"new-{self.name}"
        self.house.call("SignUp", **self.public, Password=PASSWORD, UserAttributes=self.address())
        return self

    def address(self) -> list[dict[str, str]]:
        return [{"Name": "email", "Value": f"{self.name}@elsewhere.test"}]

    def challenge(self, name: str, asked: dict[str, Any], **responses: str) -> dict[str, Any]:
        answers = {"USERNAME": self.name, **responses}
        session = {"Session": asked["Session"]} if "Session" in asked else {}
        return {"ClientId": self.client, "ChallengeName": name, "ChallengeResponses": answers, **session}


def srp_answer(pier: Pier) -> dict[str, Any]:
    asked = pier.house.srp_start(pier.client, pier.name)
    return pier.challenge("PASSWORD_VERIFIER", {}, **pier.house.srp_proof(pier.pool, asked))


def new_password(pier: Pier) -> dict[str, Any]:
    pier.house.call("AdminSetUserPassword", **pier.named, Password=OTHER, Permanent=False)
    asked = pier.house.call("InitiateAuth", **pier.house.password_request(pier.client, pier.name, OTHER))
    return pier.challenge("NEW_PASSWORD_REQUIRED", asked, NEW_PASSWORD=PASSWORD)


def app_code(pier: Pier) -> dict[str, Any]:
    """An app's code as the second factor."""
    house, token = pier.house, pier.token
    app = App(house.call("AssociateSoftwareToken", **token)["SecretCode"])
    house.call("VerifySoftwareToken", **token, UserCode=app.code(house.clock.now()))
    house.call("SetUserMFAPreference", **token, SoftwareTokenMfaSettings={"Enabled": True})
    house.clock.advance(90)
    asked = house.call("InitiateAuth", **house.password_request(pier.client, pier.name))
    return pier.challenge("SOFTWARE_TOKEN_MFA", asked, SOFTWARE_TOKEN_MFA_CODE=app.code(house.clock.now()))


def first_code_of_an_app(pier: Pier) -> dict[str, Any]:
    token = pier.token
    app = App(pier.house.call("AssociateSoftwareToken", **token)["SecretCode"])
    return {**token, "UserCode": app.code(pier.house.clock.now())}


def reset_password(pier: Pier) -> dict[str, Any]:
    pier.house.call("ForgotPassword", **pier.public)
    return {**pier.public, "ConfirmationCode": pier.house.code(pier.pool), "Password": OTHER}


def proven_address(pier: Pier) -> dict[str, Any]:
    token = pier.token
    pier.house.call("GetUserAttributeVerificationCode", **token, AttributeName="email")
    return {**token, "AttributeName": "email", "Code": pier.house.code(pier.pool)}


def refresh(pier: Pier) -> dict[str, Any]:
    token = pier.house.sign_in(pier.client, pier.name)["RefreshToken"]
    return pier.house.refresh_request(pier.client, token)


REQUESTS: dict[str, tuple[str, Callable[[Pier], dict[str, Any]]]] = {
    "a password": ("InitiateAuth", lambda pier: pier.house.password_request(pier.client, pier.name)),
    "a wrong password": ("InitiateAuth", lambda pier: pier.house.password_request(pier.client, pier.name, OTHER)),
    "a password, by an administrator": (
        "AdminInitiateAuth",
        lambda pier: {
            **pier.house.password_request(pier.client, pier.name),
            "UserPoolId": pier.pool,
            "AuthFlow": "ADMIN_USER_PASSWORD_AUTH",
        },
    ),
    "a proof of the password": ("RespondToAuthChallenge", srp_answer),
    "a new password": ("RespondToAuthChallenge", new_password),
    "a second factor": ("RespondToAuthChallenge", app_code),
    "a refresh": ("InitiateAuth", refresh),
    "an app's secret": ("AssociateSoftwareToken", lambda pier: pier.token),
    "an app's first code": ("VerifySoftwareToken", first_code_of_an_app),
    "a sign-up": (
        "SignUp",
        lambda pier: {
            **pier.public,
            "Username": f"me-{pier.name}",
            "Password": PASSWORD,
            "UserAttributes": pier.address(),
        },
    ),
    "a confirmation": (
        "ConfirmSignUp",
        lambda pier: {**pier.signed_up().public, "ConfirmationCode": pier.house.code(pier.pool)},
    ),
    "another confirmation code": ("ResendConfirmationCode", lambda pier: pier.signed_up().public),
    "an invitation": (
        "AdminCreateUser",
        lambda pier: {"UserPoolId": pier.pool, "Username": f"you-{pier.name}", "UserAttributes": pier.address()},
    ),
    "a forgotten password": ("ForgotPassword", lambda pier: pier.public),
    "a reset password": ("ConfirmForgotPassword", reset_password),
    "a changed password": (
        "ChangePassword",
        lambda pier: {**pier.token, "PreviousPassword": PASSWORD, "ProposedPassword": OTHER},
    ),
    "a code for an address": (
        "GetUserAttributeVerificationCode",
        lambda pier: {**pier.token, "AttributeName": "email"},
    ),
    "a proven address": ("VerifyUserAttribute", proven_address),
    "another address": ("UpdateUserAttributes", lambda pier: {**pier.token, "UserAttributes": pier.address()}),
    "another address, by an administrator": (
        "AdminUpdateUserAttributes",
        lambda pier: {**pier.named, "UserAttributes": pier.address()},
    ),
    "a signing certificate": ("GetSigningCertificate", lambda pier: {"UserPoolId": pier.pool}),
}


@pytest.fixture(scope="module")
def common_pool(house: House) -> str:
    return make_pool(house)


def make_pool(house: House) -> str:
    pool = house.pool(AutoVerifiedAttributes=["email"])
    turn_on(house, pool)
    return pool


@pytest.mark.parametrize("what", ["pool", "client", "user"])
@pytest.mark.parametrize(("operation", "prepare"), REQUESTS.values(), ids=REQUESTS)
def test_deleted_meanwhile(
    house: House, common_pool: str, operation: str, prepare: Callable[[Pier], dict[str, Any]], what: str
) -> None:
    for step in itertools.count(1):
        pier = Pier(house, make_pool(house) if what == "pool" else common_pool)
        request = prepare(pier)
        with meanwhile(house.parts.store, step, partial(house.post, *pier.delete(what))) as cue:
            response = house.respond(operation, request)
        assert response.status_code == 200 or house.error(response)[0] in FOR_WHAT_IS_GONE
        if not cue.came:
            assert step > 1
            break
