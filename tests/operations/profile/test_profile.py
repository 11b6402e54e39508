from __future__ import annotations

from typing import Any

import pytest

INVALID = "InvalidParameterException"
EMAIL, NEW = "marina@poolhouse.test", "new@poolhouse.test"
MISMATCH = ("CodeMismatchException", "Invalid verification code provided, please try again.")
EXPIRED = ("ExpiredCodeException", "Invalid code provided, please request a code again.")
LIMIT = ("LimitExceededException", "Attempt limit exceeded, please try after some time.")
UNWRITABLE = ("NotAuthorizedException", "A client attempted to write unauthorized attribute")


def pairs(**attributes: str) -> list[dict[str, str]]:
    return [{"Name": name.replace("__", ":"), "Value": value} for name, value in attributes.items()]


class Berth:
    """A signed-in user."""

    def __init__(self, house: Any, *, client: dict[str, Any] | None = None, **settings: Any) -> None:
        self.house = house
        self.pool = house.pool(**{"AutoVerifiedAttributes": ["email"], **settings})
        self.client = house.client_id(self.pool, **client or {})
        self.sub = house.user(self.pool, email=EMAIL, email_verified="true", nickname="Mari")
        self.token = house.sign_in(self.client)["AccessToken"]

    def call(self, operation: str, **members: Any) -> Any:
        return self.house.call(operation, AccessToken=self.token, **members)

    def refusal(self, operation: str, **members: Any) -> Any:
        return self.house.refusal(operation, AccessToken=self.token, **members)

    def attributes(self) -> Any:
        return self.house.attributes(self.pool)

    def update(self, **attributes: str) -> Any:
        return self.call("UpdateUserAttributes", UserAttributes=pairs(**attributes))

    def verification(self, code: str) -> dict[str, str]:
        return {"AttributeName": "email", "Code": code}

    def wrong(self) -> str:
        return f"{(int(self.house.code(self.pool)) + 1) % 1000000:06}"


def test_get_user(house: Any) -> None:
    berth = Berth(house)
    answer = berth.call("GetUser")
    assert answer["Username"] == "marina"
    shown = {pair["Name"]: pair["Value"] for pair in answer["UserAttributes"]}
    assert shown == {"sub": berth.sub, "email": EMAIL, "email_verified": "true", "nickname": "Mari"}


def test_read_permissions(house: Any) -> None:
    berth = Berth(house, client={"ReadAttributes": ["nickname"]})
    shown = {pair["Name"] for pair in berth.call("GetUser")["UserAttributes"]}
    assert shown == {"sub", "nickname"}


def test_write_permissions(house: Any) -> None:
    berth = Berth(house, client={"WriteAttributes": ["email"]})
    refusal = berth.refusal("UpdateUserAttributes", UserAttributes=pairs(nickname="M", email=NEW))
    assert refusal == UNWRITABLE
    assert berth.refusal("DeleteUserAttributes", UserAttributeNames=["nickname"]) == UNWRITABLE
    assert berth.attributes()["email"] == EMAIL
    assert berth.attributes()["nickname"] == "Mari"


@pytest.mark.parametrize(
    ("attributes", "refusal"),
    [
        ({"email_verified": "true"}, UNWRITABLE),
        ({"sub": "x"}, UNWRITABLE),
        ({"email": "nowhere"}, (INVALID, "Invalid email address format.")),
        (
            {"custom__nope": "x"},
            (
                INVALID,
                "Attributes did not conform to the schema: custom:nope: Attribute does not exist in the schema.",
            ),
        ),
    ],
)
def test_changes_that_are_refused(house: Any, moored: Berth, attributes: Any, refusal: Any) -> None:
    before = moored.attributes()
    assert moored.refusal("UpdateUserAttributes", UserAttributes=pairs(**attributes)) == refusal
    assert moored.attributes() == before


@pytest.fixture(scope="module")
def mooring(house: Any) -> Berth:
    return Berth(house)


@pytest.fixture
def moored(house: Any, mooring: Berth) -> Berth:
    """One user for tests that change nothing, signed in anew: other tests move the clock."""
    mooring.token = house.sign_in(mooring.client)["AccessToken"]
    return mooring


def test_immutable_and_required_attributes(house: Any) -> None:
    schema = [
        {"Name": "berth", "AttributeDataType": "String", "Mutable": False},
        {"Name": "nickname", "Required": True, "Mutable": True},
    ]
    berth = Berth(house, Schema=schema)
    immutable = (INVALID, "user.custom:berth: Attribute cannot be updated.")
    assert berth.refusal("UpdateUserAttributes", UserAttributes=pairs(custom__berth="14")) == immutable
    assert berth.refusal("DeleteUserAttributes", UserAttributeNames=["custom:berth"]) == immutable
    assert berth.refusal("DeleteUserAttributes", UserAttributeNames=["nickname"])[0] == INVALID
    assert berth.attributes()["nickname"] == "Mari"


def test_deleting_attributes(house: Any) -> None:
    berth = Berth(house)
    assert berth.call("DeleteUserAttributes", UserAttributeNames=["nickname", "email"]) == {}
    assert berth.attributes() == {"sub": berth.sub}


class TestVerification:
    def test_a_new_address_is_unverified_until_proved(self, house: Any) -> None:
        berth = Berth(house)
        details = {"AttributeName": "email", "DeliveryMedium": "EMAIL", "Destination": "n***@p***"}
        assert berth.update(email=NEW) == {"CodeDeliveryDetailsList": [details]}
        assert (berth.attributes()["email"], berth.attributes()["email_verified"]) == (NEW, "false")
        assert berth.refusal("VerifyUserAttribute", **berth.verification(berth.wrong())) == MISMATCH
        assert berth.call("VerifyUserAttribute", **berth.verification(house.code(berth.pool))) == {}
        assert berth.attributes()["email_verified"] == "true"
        assert berth.refusal("VerifyUserAttribute", **berth.verification(house.code(berth.pool))) == EXPIRED

    def test_the_same_address_stays_verified(self, house: Any) -> None:
        berth = Berth(house)
        assert berth.update(email=EMAIL, nickname="M") == {"CodeDeliveryDetailsList": []}
        assert berth.attributes()["email_verified"] == "true"

    def test_proof_before_the_change(self, house: Any) -> None:
        settings = {"UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": ["email"]}}
        berth = Berth(house, AliasAttributes=["email"], **settings)
        berth.update(email=NEW, nickname="M")
        assert berth.attributes()["email"] == EMAIL
        assert berth.attributes()["email_verified"] == "true"
        assert berth.attributes()["nickname"] == "M"
        assert house.messages(berth.pool)[-1]["recipient"] == NEW
        assert "AccessToken" in house.sign_in(berth.client, EMAIL)
        berth.call("VerifyUserAttribute", **berth.verification(house.code(berth.pool)))
        assert (berth.attributes()["email"], berth.attributes()["email_verified"]) == (NEW, "true")
        assert "AccessToken" in house.sign_in(berth.client, NEW)
        assert house.refusal("InitiateAuth", **house.password_request(berth.client, EMAIL))

    def test_an_alias_taken_meanwhile(self, house: Any) -> None:
        settings = {"UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": ["email"]}}
        berth = Berth(house, AliasAttributes=["email"], **settings)
        berth.update(email=NEW)
        code = house.code(berth.pool)
        house.user(berth.pool, "oskar", email=NEW, email_verified="true")
        taken = ("AliasExistsException", "An account with the given email already exists.")
        assert berth.refusal("VerifyUserAttribute", **berth.verification(code)) == taken
        assert berth.attributes()["email"] == EMAIL

    def test_a_code_proves_the_address_it_was_sent_to(self, house: Any) -> None:
        berth = Berth(house)
        berth.update(email=NEW)
        code = house.code(berth.pool)
        changed = {"UserPoolId": berth.pool, "Username": "marina", "UserAttributes": pairs(email="third@x.test")}
        house.call("AdminUpdateUserAttributes", **changed)
        latest = house.code(berth.pool)
        assert latest != code
        assert berth.refusal("VerifyUserAttribute", **berth.verification(code)) == MISMATCH
        berth.call("VerifyUserAttribute", **berth.verification(latest))
        assert (berth.attributes()["email"], berth.attributes()["email_verified"]) == ("third@x.test", "true")

    def test_asking_for_a_code(self, house: Any) -> None:
        berth = Berth(house)
        house.call(
            "AdminUpdateUserAttributes",
            UserPoolId=berth.pool,
            Username="marina",
            UserAttributes=pairs(email_verified="false"),
        )
        asked = {"AttributeName": "email"}
        details = berth.call("GetUserAttributeVerificationCode", **asked)["CodeDeliveryDetails"]
        assert details == {"AttributeName": "email", "DeliveryMedium": "EMAIL", "Destination": "m***@p***"}
        house.clock.advance(24 * 3600)
        berth.token = house.sign_in(berth.client)["AccessToken"]
        assert berth.refusal("VerifyUserAttribute", **berth.verification(house.code(berth.pool))) == EXPIRED
        berth.call("GetUserAttributeVerificationCode", **asked)
        berth.call("VerifyUserAttribute", **berth.verification(house.code(berth.pool)))
        assert berth.attributes()["email_verified"] == "true"

    def test_requests_and_attempts_are_limited(self, house: Any) -> None:
        berth = Berth(house)
        for _ in range(5):
            berth.call("GetUserAttributeVerificationCode", AttributeName="email")
        assert berth.refusal("GetUserAttributeVerificationCode", AttributeName="email") == LIMIT
        for _ in range(15):
            assert berth.refusal("VerifyUserAttribute", **berth.verification(berth.wrong())) == MISMATCH
        assert berth.refusal("VerifyUserAttribute", **berth.verification(house.code(berth.pool))) == LIMIT

    @pytest.mark.parametrize("name", ["phone_number", "nickname", "sub", "nope"])
    def test_nothing_to_verify(self, moored: Berth, name: str) -> None:
        assert moored.refusal("GetUserAttributeVerificationCode", AttributeName=name)[0] == INVALID


def test_aliases_of_others(house: Any) -> None:
    berth = Berth(house, UsernameAttributes=None, AliasAttributes=["preferred_username"])
    house.user(berth.pool, "oskar", preferred_username="captain")
    taken = ("AliasExistsException", "An account with the given preferred_username already exists.")
    refusal = berth.refusal("UpdateUserAttributes", UserAttributes=pairs(preferred_username="captain"))
    assert refusal == taken


def test_deleting_oneself(house: Any) -> None:
    berth = Berth(house)
    assert berth.call("DeleteUser") == {}
    unknown = ("UserNotFoundException", "User does not exist.")
    assert berth.refusal("GetUser") == unknown
    assert house.refusal("AdminGetUser", UserPoolId=berth.pool, Username="marina") == unknown


OPERATIONS: list[tuple[str, dict[str, Any]]] = [
    ("GetUser", {}),
    ("GlobalSignOut", {}),
    ("DeleteUser", {}),
    ("UpdateUserAttributes", {"UserAttributes": []}),
    ("DeleteUserAttributes", {"UserAttributeNames": []}),
    ("GetUserAttributeVerificationCode", {"AttributeName": "email"}),
    ("VerifyUserAttribute", {"AttributeName": "email", "Code": "123456"}),
    ("ChangePassword", {"PreviousPassword": "Long-Enough-1", "ProposedPassword": "Long-Enough-2"}),
]


@pytest.mark.parametrize(("operation", "members"), OPERATIONS)
def test_access_tokens_that_do_not_count(house: Any, moored: Berth, operation: str, members: dict[str, Any]) -> None:
    def refusal(token: str) -> Any:
        return house.refusal(operation, AccessToken=token, **members)

    tokens = house.sign_in(moored.client)
    malformed = ("NotAuthorizedException", "Invalid Access Token")
    assert refusal("garbage") == malformed
    assert refusal(tokens["IdToken"]) == malformed
    assert refusal(tokens["RefreshToken"]) == malformed
    house.clock.advance(3600)
    assert refusal(tokens["AccessToken"]) == ("NotAuthorizedException", "Access Token has expired")
    tokens = house.sign_in(moored.client)
    house.call("AdminUserGlobalSignOut", UserPoolId=moored.pool, Username="marina")
    assert refusal(tokens["AccessToken"]) == ("NotAuthorizedException", "Access Token has been revoked")
