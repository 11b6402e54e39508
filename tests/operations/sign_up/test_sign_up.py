from __future__ import annotations

import base64
import hmac
from typing import Any

import pytest

INVALID = "InvalidParameterException"
SCHEMA = "Attributes did not conform to the schema: "
EMAIL = "marina@poolhouse.test"
MISMATCH = ("CodeMismatchException", "Invalid verification code provided, please try again.")
EXPIRED = ("ExpiredCodeException", "Invalid code provided, please request a code again.")
LIMIT = ("LimitExceededException", "Attempt limit exceeded, please try after some time.")


def pairs(**attributes: str) -> list[dict[str, str]]:
    return [{"Name": name.replace("__", ":"), "Value": value} for name, value in attributes.items()]


class Quay:
    """A pool that verifies addresses, and its client."""

    def __init__(self, house: Any, hidden: bool = False, **settings: Any) -> None:
        self.house = house
        self.pool = house.pool(**{"AutoVerifiedAttributes": ["email"], **settings})
        self.client = house.client_id(self.pool, PreventUserExistenceErrors="ENABLED" if hidden else "LEGACY")

    def body(self, username: str = "marina", password: str | None = None, **attributes: str) -> dict[str, Any]:
        return {
            "ClientId": self.client,
            "Username": username,
            "Password": password or self.house.password,
            "UserAttributes": pairs(**attributes),
        }

    def sign_up(self, username: str = "marina", **attributes: str) -> Any:
        return self.house.call("SignUp", **self.body(username, **attributes))

    def confirmation(self, code: str, name: str = "marina") -> dict[str, Any]:
        return {"ClientId": self.client, "Username": name, "ConfirmationCode": code}

    def wrong(self) -> str:
        code = int(self.house.code(self.pool))
        return f"{(code + 1) % 1000000:06}"


def test_from_sign_up_to_sign_in(house: Any) -> None:
    quay = Quay(house)
    answer = quay.sign_up(email=EMAIL)
    assert answer == {
        "UserConfirmed": False,
        "UserSub": house.attributes(quay.pool)["sub"],
        "CodeDeliveryDetails": {
            "AttributeName": "email",
            "DeliveryMedium": "EMAIL",
            "Destination": "m***@p***",
        },
    }
    code = house.code(quay.pool)
    assert len(code) == 6
    assert code.isdecimal()
    assert house.refusal("ConfirmSignUp", **quay.confirmation(quay.wrong())) == MISMATCH
    assert house.call("ConfirmSignUp", **quay.confirmation(code)) == {}
    assert house.attributes(quay.pool)["email_verified"] == "true"
    assert "AccessToken" in house.sign_in(quay.client)
    confirmed = ("NotAuthorizedException", "User cannot be confirmed. Current status is CONFIRMED")
    assert house.refusal("ConfirmSignUp", **quay.confirmation(code)) == confirmed


def test_without_an_attribute_to_verify_nothing_is_sent(house: Any) -> None:
    quay = Quay(house)
    assert quay.sign_up().keys() == {"UserConfirmed", "UserSub"}
    assert house.messages(quay.pool) == []


def test_what_is_given_counts_as_unverified_until_a_code_proves_it(house: Any) -> None:
    quay = Quay(house)
    quay.sign_up(email=EMAIL, phone_number="+15555550123")
    shown = house.attributes(quay.pool)
    assert (shown["email_verified"], shown["phone_number_verified"]) == ("false", "false")
    house.call("ConfirmSignUp", **quay.confirmation(house.code(quay.pool)))
    tokens = house.sign_in(quay.client)
    own = house.call("GetUser", AccessToken=tokens["AccessToken"])["UserAttributes"]
    assert {"Name": "email_verified", "Value": "true"} in own
    assert {"Name": "phone_number_verified", "Value": "false"} in own
    claims = house.claims(tokens["IdToken"])
    assert (claims["email_verified"], claims["phone_number_verified"]) == (True, False)


def test_what_is_not_given_has_no_flag(house: Any) -> None:
    quay = Quay(house)
    quay.sign_up(email=EMAIL, phone_number="")
    quay.sign_up("oskar")
    assert house.attributes(quay.pool).keys() == {"sub", "email", "email_verified"}
    assert house.attributes(quay.pool, "oskar").keys() == {"sub"}


def test_a_phone_comes_first(house: Any) -> None:
    quay = Quay(house, AutoVerifiedAttributes=["email", "phone_number"])
    details = quay.sign_up(email=EMAIL, phone_number="+15555550123")["CodeDeliveryDetails"]
    assert details == {"AttributeName": "phone_number", "DeliveryMedium": "SMS", "Destination": "+*******0123"}


def test_the_pools_own_texts(house: Any) -> None:
    quay = Quay(house, EmailVerificationMessage="Use {####} now", EmailVerificationSubject="Ahoy")
    quay.sign_up(email=EMAIL)
    message = house.messages(quay.pool)[-1]
    assert (message["subject"], message["body"]) == ("Ahoy", f"Use {message['code']} now")


def test_a_taken_name(house: Any) -> None:
    quay = Quay(house)
    quay.sign_up()
    assert house.refusal("SignUp", **quay.body()) == ("UsernameExistsException", "User already exists")


def test_sign_up_can_be_off(house: Any) -> None:
    quay = Quay(house, AdminCreateUserConfig={"AllowAdminCreateUserOnly": True})
    text = "SignUp is not permitted for this user pool"
    assert house.refusal("SignUp", **quay.body()) == ("NotAuthorizedException", text)


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("Abcde1!", "Password not long enough"),
        ("abcdefg1!", "Password must have uppercase characters"),
        ("ABCDEFG1!", "Password must have lowercase characters"),
        ("Abcdefgh!", "Password must have numeric characters"),
        ("Abcdefgh1", "Password must have symbol characters"),
    ],
)
def test_weak_passwords(house: Any, reef: Quay, password: str, reason: str) -> None:
    weak = ("InvalidPasswordException", f"Password did not conform with policy: {reason}")
    assert house.refusal("SignUp", **reef.body(password=password)) == weak


@pytest.fixture(scope="module")
def reef(house: Any) -> Quay:
    """A pool in which nobody manages to sign up."""
    schema = [{"Name": "berth", "AttributeDataType": "String"}]
    return Quay(house, Schema=schema)


@pytest.mark.parametrize(
    ("attributes", "error", "text"),
    [
        ({"email": "nowhere"}, INVALID, "Invalid email address format."),
        ({"phone_number": "555"}, INVALID, "Invalid phone number format."),
        ({"custom__nope": "x"}, INVALID, f"{SCHEMA}custom:nope: Attribute does not exist in the schema."),
        ({"email_verified": "true"}, "NotAuthorizedException", "A client attempted to write unauthorized attribute"),
        ({"sub": "x"}, "NotAuthorizedException", "A client attempted to write unauthorized attribute"),
        ({"identities": "[]"}, "NotAuthorizedException", "A client attempted to write unauthorized attribute"),
    ],
)
def test_attributes_that_do_not_fit(house: Any, reef: Quay, attributes: Any, error: str, text: str) -> None:
    assert house.refusal("SignUp", **reef.body(**attributes)) == (error, text)
    assert house.call("ListUsers", UserPoolId=reef.pool)["Users"] == []


def test_write_permissions(house: Any, reef: Quay) -> None:
    client = house.client_id(reef.pool, WriteAttributes=["email"])
    body = reef.body(nickname="Mari") | {"ClientId": client}
    text = "A client attempted to write unauthorized attribute"
    assert house.refusal("SignUp", **body) == ("NotAuthorizedException", text)


def test_required_attributes(house: Any) -> None:
    quay = Quay(house, Schema=[{"Name": name, "Required": True} for name in ("name", "family_name")])
    text = f"{SCHEMA}name: The attribute is required family_name: The attribute is required"
    assert house.refusal("SignUp", **quay.body()) == (INVALID, text)
    assert house.refusal("SignUp", **quay.body(name="Marina", family_name="")) == (
        INVALID,
        f"{SCHEMA}family_name: The attribute is required",
    )
    quay.sign_up(name="Marina", family_name="Reef")


def test_immutable_attributes_are_given_at_sign_up(house: Any) -> None:
    quay = Quay(house, Schema=[{"Name": "berth", "AttributeDataType": "String", "Mutable": False}])
    quay.sign_up(custom__berth="14")
    assert house.attributes(quay.pool)["custom:berth"] == "14"


def test_unknown_clients(house: Any, reef: Quay) -> None:
    unknown = ("ResourceNotFoundException", "User pool client nosuchclient does not exist.")
    for operation, body in (
        ("SignUp", reef.body()),
        ("ConfirmSignUp", reef.confirmation("123456")),
        ("ResendConfirmationCode", {"Username": "marina"}),
        ("ForgotPassword", {"Username": "marina"}),
        ("ConfirmForgotPassword", reef.confirmation("123456") | {"Password": "Long-Enough-1"}),
    ):
        assert house.refusal(operation, **body | {"ClientId": "nosuchclient"}) == unknown


@pytest.mark.parametrize(
    ("operation", "members"),
    [
        ("SignUp", {"Password": "Long-Enough-1"}),
        ("ConfirmSignUp", {"ConfirmationCode": "123456"}),
        ("ResendConfirmationCode", {}),
        ("ForgotPassword", {}),
        ("ConfirmForgotPassword", {"ConfirmationCode": "123456", "Password": "Long-Enough-1"}),
    ],
)
def test_secret_hashes(house: Any, reef: Quay, operation: str, members: dict[str, str]) -> None:
    client = house.client(reef.pool, GenerateSecret=True)
    body = {"ClientId": client["ClientId"], "Username": "nobody", **members}
    text = f"Client {client['ClientId']} is configured with secret but SECRET_HASH was not received"
    assert house.refusal(operation, **body) == ("NotAuthorizedException", text)
    text = f"Unable to verify secret hash for client {client['ClientId']}"
    assert house.refusal(operation, SecretHash="c3VycGx1cw==", **body) == ("NotAuthorizedException", text)
    message = ("nobody" + client["ClientId"]).encode()
    own = base64.b64encode(hmac.digest(client["ClientSecret"].encode(), message, "sha256")).decode()
    response = house.respond(operation, body | {"SecretHash": own})
    assert "secret" not in response.text.lower()
    if operation == "SignUp":
        house.call("AdminDeleteUser", UserPoolId=reef.pool, Username="nobody")


class TestCodes:
    def test_a_code_lives_a_day(self, house: Any) -> None:
        quay = Quay(house)
        quay.sign_up(email=EMAIL)
        house.clock.advance(24 * 3600 - 1)
        assert house.refusal("ConfirmSignUp", **quay.confirmation(quay.wrong())) == MISMATCH
        house.clock.advance(1)
        assert house.refusal("ConfirmSignUp", **quay.confirmation(house.code(quay.pool))) == EXPIRED

    def test_a_new_code_takes_the_place_of_the_old(self, house: Any) -> None:
        quay = Quay(house)
        quay.sign_up(email=EMAIL)
        old = house.code(quay.pool)
        asked = {"ClientId": quay.client, "Username": "marina"}
        details = house.call("ResendConfirmationCode", **asked)["CodeDeliveryDetails"]
        assert details["Destination"] == "m***@p***"
        new = house.code(quay.pool)
        if old != new:
            assert house.refusal("ConfirmSignUp", **quay.confirmation(old)) == MISMATCH
        house.call("ConfirmSignUp", **quay.confirmation(new))
        confirmed = (INVALID, "User is already confirmed.")
        assert house.refusal("ResendConfirmationCode", **asked) == confirmed

    def test_attempts_are_limited(self, house: Any) -> None:
        quay = Quay(house)
        quay.sign_up(email=EMAIL)
        for _ in range(15):
            assert house.refusal("ConfirmSignUp", **quay.confirmation(quay.wrong())) == MISMATCH
        assert house.refusal("ConfirmSignUp", **quay.confirmation(house.code(quay.pool))) == LIMIT
        house.clock.advance(3600)
        house.call("ConfirmSignUp", **quay.confirmation(house.code(quay.pool)))

    def test_parallel_guesses_are_limited_too(self, house: Any) -> None:
        quay = Quay(house)
        quay.sign_up(email=EMAIL)
        responses = house.together("ConfirmSignUp", [quay.confirmation(quay.wrong())] * 40)
        refusals = [house.error(response) for response in responses]
        assert (refusals.count(MISMATCH), refusals.count(LIMIT)) == (15, 25)

    def test_requests_for_codes_are_limited(self, house: Any) -> None:
        quay = Quay(house)
        quay.sign_up(email=EMAIL)
        asked = {"ClientId": quay.client, "Username": "marina"}
        for _ in range(5):
            house.call("ResendConfirmationCode", **asked)
        assert house.refusal("ResendConfirmationCode", **asked) == LIMIT

    def test_a_code_is_of_one_user(self, house: Any) -> None:
        quay = Quay(house)
        quay.sign_up(email=EMAIL)
        code = house.code(quay.pool)
        quay.sign_up("oskar")
        assert house.refusal("ConfirmSignUp", **quay.confirmation(code, "oskar")) == EXPIRED

    def test_an_address_changed_meanwhile_stays_unverified(self, house: Any) -> None:
        quay = Quay(house)
        quay.sign_up(email=EMAIL)
        code = house.code(quay.pool)
        changed = {"UserPoolId": quay.pool, "Username": "marina", "UserAttributes": pairs(email="new@poolhouse.test")}
        house.call("AdminUpdateUserAttributes", **changed)
        house.call("ConfirmSignUp", **quay.confirmation(code))
        assert house.attributes(quay.pool)["email_verified"] == "false"


class TestUnknownUsers:
    def test_in_the_open(self, house: Any) -> None:
        quay = Quay(house)
        unknown = ("UserNotFoundException", "User does not exist.")
        assert house.refusal("ConfirmSignUp", **quay.confirmation("123456", "nobody")) == unknown
        missing = ("UserNotFoundException", "Username/client id combination not found.")
        asked = {"ClientId": quay.client, "Username": "nobody"}
        assert house.refusal("ResendConfirmationCode", **asked) == missing

    def test_hidden(self, house: Any) -> None:
        quay = Quay(house, hidden=True)
        asked = {"ClientId": quay.client, "Username": "nobody"}
        assert house.refusal("ConfirmSignUp", **quay.confirmation("123456", "nobody")) == EXPIRED
        first = house.call("ResendConfirmationCode", **asked)["CodeDeliveryDetails"]
        assert first == house.call("ResendConfirmationCode", **asked)["CodeDeliveryDetails"]
        assert first.keys() == {"AttributeName", "DeliveryMedium", "Destination"}
        assert house.refusal("ConfirmSignUp", **quay.confirmation("123456", "nobody")) == MISMATCH
        house.clock.advance(24 * 3600)
        assert house.refusal("ConfirmSignUp", **quay.confirmation("123456", "nobody")) == EXPIRED
        assert house.messages(quay.pool) == []

    def test_hidden_and_limited_alike(self, house: Any) -> None:
        quay = Quay(house, hidden=True)
        asked = {"ClientId": quay.client, "Username": "nobody"}
        for _ in range(5):
            house.call("ResendConfirmationCode", **asked)
        assert house.refusal("ResendConfirmationCode", **asked) == LIMIT
        for _ in range(15):
            assert house.refusal("ConfirmSignUp", **quay.confirmation("123456", "nobody")) == MISMATCH
        assert house.refusal("ConfirmSignUp", **quay.confirmation("123456", "nobody")) == LIMIT


class TestManyAtOnce:
    def test_one_of_many_gets_the_name(self, house: Any) -> None:
        quay = Quay(house)
        responses = house.together("SignUp", [quay.body(email=EMAIL)] * 20)
        assert [response.status_code for response in responses].count(200) == 1
        assert len(house.call("ListUsers", UserPoolId=quay.pool)["Users"]) == 1
        assert len(house.messages(quay.pool)) == 1

    def test_one_of_many_gets_the_address(self, house: Any) -> None:
        quay = Quay(house, UsernameAttributes=["email"])
        responses = house.together("SignUp", [quay.body(EMAIL)] * 20)
        assert [response.status_code for response in responses].count(200) == 1
        assert len(house.call("ListUsers", UserPoolId=quay.pool)["Users"]) == 1

    def test_a_code_is_redeemed_once(self, house: Any) -> None:
        quay = Quay(house)
        quay.sign_up(email=EMAIL)
        responses = house.together("ConfirmSignUp", [quay.confirmation(house.code(quay.pool))] * 10)
        assert [response.status_code for response in responses].count(200) == 1


def test_names_of_federated_users_are_kept_for_them(house: Any) -> None:
    quay = Quay(house)
    house.call(
        "CreateIdentityProvider",
        UserPoolId=quay.pool,
        ProviderName="Lighthouse",
        ProviderType="OIDC",
        ProviderDetails={
            "client_id": "harbour",
            "client_secret": "example-secret",
            "authorize_scopes": "openid",
            "oidc_issuer": "https://lighthouse.test",
            "attributes_request_method": "GET",
        },
    )
    refused = house.refusal("SignUp", **quay.body("Lighthouse_7", email=EMAIL))
    assert refused == (INVALID, "Username cannot begin with the name of an identity provider.")
    quay.sign_up("Lighthouse", email=EMAIL)
    quay.sign_up("Light_house", email=EMAIL)
