from __future__ import annotations

from typing import Any

import pytest

INVALID = "InvalidParameterException"
UNKNOWN = ("UserNotFoundException", "User does not exist.")
SCHEMA = "Attributes did not conform to the schema: "
EMAIL = "marina@poolhouse.test"


def pairs(**attributes: str) -> list[dict[str, str]]:
    return [{"Name": name.replace("__", ":"), "Value": value} for name, value in attributes.items()]


@pytest.fixture
def pool(house: Any) -> str:
    pool_id: str = house.pool()
    return pool_id


class TestCreation:
    def create(self, house: Any, pool: str, name: str = "marina", **members: Any) -> dict[str, Any]:
        user: dict[str, Any] = house.call("AdminCreateUser", UserPoolId=pool, Username=name, **members)["User"]
        return user

    def test_a_user(self, house: Any, pool: str) -> None:
        user = self.create(house, pool, UserAttributes=pairs(email=EMAIL))
        attributes = {pair["Name"]: pair["Value"] for pair in user["Attributes"]}
        assert attributes.keys() == {"sub", "email"}
        assert user["Username"] == "marina"
        assert user["UserStatus"] == "FORCE_CHANGE_PASSWORD"
        assert user["Enabled"] is True
        assert user["UserCreateDate"] == user["UserLastModifiedDate"] == house.clock.now()
        got = house.call("AdminGetUser", UserPoolId=pool, Username="marina")
        assert got["UserAttributes"] == user["Attributes"]
        assert "Attributes" not in got
        assert house.call("AdminGetUser", UserPoolId=pool, Username=attributes["sub"])["Username"] == "marina"

    def test_a_taken_name(self, house: Any, pool: str) -> None:
        self.create(house, pool)
        refusal = house.refusal("AdminCreateUser", UserPoolId=pool, Username="marina")
        assert refusal == ("UsernameExistsException", "User account already exists")

    def test_the_invitation_goes_to_a_phone_first(self, house: Any, pool: str) -> None:
        self.create(house, pool, UserAttributes=pairs(email=EMAIL, phone_number="+15555550123"))
        (message,) = house.messages(pool)
        assert (message["medium"], message["recipient"]) == ("SMS", "+15555550123")
        client = house.client_id(pool)
        answer = house.call("InitiateAuth", **house.password_request(client, password=message["code"]))
        assert answer["ChallengeName"] == "NEW_PASSWORD_REQUIRED"
        assert message["body"] == f"Your username is marina and your temporary password is {message['code']}"

    def test_the_media_asked_for(self, house: Any, pool: str) -> None:
        both = pairs(email=EMAIL, phone_number="+15555550123")
        self.create(house, pool, UserAttributes=both, DesiredDeliveryMediums=["EMAIL"])
        self.create(house, pool, "oskar", UserAttributes=both, DesiredDeliveryMediums=["EMAIL", "SMS"])
        media = [(message["username"], message["medium"]) for message in house.messages(pool)]
        assert media == [("marina", "EMAIL"), ("oskar", "SMS"), ("oskar", "EMAIL")]

    def test_suppressed(self, house: Any, pool: str) -> None:
        self.create(house, pool, UserAttributes=pairs(email=EMAIL), MessageAction="SUPPRESS")
        assert house.messages(pool) == []

    def test_resend(self, house: Any, pool: str) -> None:
        client = house.client_id(pool)
        again = {"UserPoolId": pool, "Username": "marina", "MessageAction": "RESEND"}
        assert house.refusal("AdminCreateUser", **again) == UNKNOWN
        self.create(house, pool, UserAttributes=pairs(email=EMAIL))
        first = house.code(pool)
        house.call("AdminCreateUser", **again)
        second = house.code(pool)
        assert first != second
        assert house.refusal("InitiateAuth", **house.password_request(client, password=first))
        assert "Session" in house.call("InitiateAuth", **house.password_request(client, password=second))
        house.call("AdminSetUserPassword", UserPoolId=pool, Username="marina", Password=house.password, Permanent=True)
        assert house.refusal("AdminCreateUser", **again)[0] == "UnsupportedUserStateException"

    def test_generated_passwords_meet_the_policy(self, house: Any) -> None:
        pool = house.pool(Policies={"PasswordPolicy": {"MinimumLength": 30}})
        client = house.client_id(pool)
        self.create(house, pool, UserAttributes=pairs(email=EMAIL))
        code = house.code(pool)
        assert len(code) >= 30
        assert "Session" in house.call("InitiateAuth", **house.password_request(client, password=code))

    @pytest.mark.parametrize(
        ("password", "reason"),
        [
            ("Ab1!", "Password not long enough"),
            ("abcdefg1!", "Password must have uppercase characters"),
            ("ABCDEFG1!", "Password must have lowercase characters"),
            ("Abcdefgh!", "Password must have numeric characters"),
            ("Abcdefgh1", "Password must have symbol characters"),
        ],
    )
    def test_weak_passwords(self, house: Any, pool: str, password: str, reason: str) -> None:
        weak = ("InvalidPasswordException", f"Password does not conform to policy: {reason}")
        body = {"UserPoolId": pool, "Username": "marina"}
        assert house.refusal("AdminCreateUser", TemporaryPassword=password, **body) == weak
        assert house.refusal("AdminGetUser", **body) == UNKNOWN
        self.create(house, pool)
        assert house.refusal("AdminSetUserPassword", Password=password, Permanent=True, **body) == weak

    def test_required_attributes_may_wait_for_the_first_sign_in(self, house: Any) -> None:
        pool = house.pool(Schema=[{"Name": "family_name", "Required": True}])
        self.create(house, pool)
        house.call("AdminUpdateUserAttributes", UserPoolId=pool, Username="marina", UserAttributes=pairs(nickname="M"))
        assert house.attributes(pool)["nickname"] == "M"

    def test_a_required_attribute_cannot_be_taken_away(self, house: Any) -> None:
        pool = house.pool(Schema=[{"Name": "family_name", "Required": True}])
        self.create(house, pool, UserAttributes=pairs(family_name="Reef"))
        body = {"UserPoolId": pool, "Username": "marina"}
        missing = (INVALID, f"{SCHEMA}family_name: The attribute is required")
        cleared = pairs(family_name="")
        assert house.refusal("AdminUpdateUserAttributes", UserAttributes=cleared, **body) == missing
        assert house.refusal("AdminDeleteUserAttributes", UserAttributeNames=["family_name"], **body) == missing
        assert house.attributes(pool)["family_name"] == "Reef"

    @pytest.mark.parametrize(
        ("attributes", "text"),
        [
            (pairs(custom__role="x"), f"{SCHEMA}Type for attribute {{custom:role}} could not be determined"),
            (pairs(email="no address"), "Invalid email address format."),
            (pairs(phone_number="555"), "Invalid phone number format."),
        ],
    )
    def test_attributes_that_do_not_fit(
        self, house: Any, pool: str, attributes: list[dict[str, str]], text: str
    ) -> None:
        body = {"UserPoolId": pool, "Username": "marina", "UserAttributes": attributes}
        assert house.refusal("AdminCreateUser", **body) == (INVALID, text)
        assert house.call("ListUsers", UserPoolId=pool)["Users"] == []

    @pytest.mark.parametrize("value", ["true", "True", "TRUE"])
    def test_flags_in_any_letter_case(self, house: Any, pool: str, value: str) -> None:
        self.create(house, pool, UserAttributes=pairs(email=EMAIL, email_verified=value))
        assert house.attributes(pool)["email_verified"] == "true"

    def test_sub_is_the_servers(self, house: Any, pool: str) -> None:
        user = self.create(house, pool, UserAttributes=pairs(sub="mine"))
        assert {pair["Name"]: pair["Value"] for pair in user["Attributes"]}["sub"] != "mine"


class TestPasswords:
    def test_status_follows_permanence(self, house: Any, pool: str) -> None:
        house.user(pool)
        body = {"UserPoolId": pool, "Username": "marina", "Password": "Temporary-1"}

        def status() -> str:
            user: str = house.call("AdminGetUser", UserPoolId=pool, Username="marina")["UserStatus"]
            return user

        assert status() == "CONFIRMED"
        house.call("AdminSetUserPassword", **body)
        assert status() == "FORCE_CHANGE_PASSWORD"
        house.call("AdminSetUserPassword", Permanent=True, **body)
        assert status() == "CONFIRMED"

    def test_history(self, house: Any) -> None:
        pool = house.pool(Policies={"PasswordPolicy": {"PasswordHistorySize": 2}})
        house.user(pool, password="First-Word-1")
        body = {"UserPoolId": pool, "Username": "marina", "Permanent": True}
        house.call("AdminSetUserPassword", Password="Second-Word-2", **body)
        for used in ("First-Word-1", "Second-Word-2"):
            refusal = house.refusal("AdminSetUserPassword", Password=used, **body)
            assert refusal[0] == "PasswordHistoryPolicyViolationException"
        house.call("AdminSetUserPassword", Password="Third-Word-3", **body)
        house.call("AdminSetUserPassword", Password="First-Word-1", **body)

    def test_unicode_passwords_are_checked_whole(self, house: Any, pool: str) -> None:
        client = house.client_id(pool)
        password = "Aa1!" + "ü海🌊" * 84
        assert len(password) == 256
        house.user(pool, password=password)
        assert "AccessToken" in house.sign_in(client, password=password)
        wrong = password[:-1] + "x"
        assert house.refusal("InitiateAuth", **house.password_request(client, password=wrong))[0] == (
            "NotAuthorizedException"
        )
        proof = house.srp_proof(pool, house.srp_start(client), password)
        answer = {"ClientId": client, "ChallengeName": "PASSWORD_VERIFIER", "ChallengeResponses": proof}
        assert "AuthenticationResult" in house.call("RespondToAuthChallenge", **answer)
        too_long = {"UserPoolId": pool, "Username": "marina", "Password": password + "x", "Permanent": True}
        error, text = house.refusal("AdminSetUserPassword", **too_long)
        assert error == INVALID
        assert "Value at 'password' failed to satisfy constraint" in text


class TestChanges:
    def test_attributes(self, house: Any, pool: str) -> None:
        sub = house.user(pool, nickname="Mari", email=EMAIL, email_verified="true")
        body = {"UserPoolId": pool, "Username": "marina"}
        house.clock.advance(5)
        house.call("AdminUpdateUserAttributes", UserAttributes=pairs(nickname="", name="Marina"), **body)
        expected = {"sub": sub, "name": "Marina", "email": EMAIL, "email_verified": "true"}
        assert house.attributes(pool) == expected
        assert house.call("AdminGetUser", **body)["UserLastModifiedDate"] == house.clock.now()
        house.call("AdminDeleteUserAttributes", UserAttributeNames=["name"], **body)
        assert "name" not in house.attributes(pool)

    @pytest.mark.parametrize(
        ("flag", "text"),
        [
            ("email_verified", "Email is required to verify/un-verify an email"),
            ("phone_number_verified", "Phone Number is required to verify/un-verify a phone number"),
        ],
    )
    def test_only_an_address_can_be_verified(self, house: Any, pool: str, flag: str, text: str) -> None:
        flags = {"UserPoolId": pool, "Username": "marina", "UserAttributes": pairs(**{flag: "true"})}
        assert house.refusal("AdminCreateUser", **flags) == ("InvalidParameterException", text)
        house.user(pool)
        assert house.refusal("AdminUpdateUserAttributes", **flags) == ("InvalidParameterException", text)
        assert house.attributes(pool).keys() == {"sub"}

    def test_a_new_address_is_unverified(self, house: Any, pool: str) -> None:
        house.user(pool, email=EMAIL, email_verified="true")
        body = {"UserPoolId": pool, "Username": "marina"}
        house.call("AdminUpdateUserAttributes", UserAttributes=pairs(email="new@poolhouse.test"), **body)
        assert house.attributes(pool)["email_verified"] == "false"
        verified = pairs(email="third@poolhouse.test", email_verified="true")
        house.call("AdminUpdateUserAttributes", UserAttributes=verified, **body)
        assert house.attributes(pool)["email_verified"] == "true"

    def test_a_new_address_in_a_pool_that_verifies_gets_a_code(self, house: Any) -> None:
        pool = house.pool(AutoVerifiedAttributes=["email"])
        house.user(pool)
        body = {"UserPoolId": pool, "Username": "marina"}
        house.call("AdminUpdateUserAttributes", UserAttributes=pairs(email=EMAIL), **body)
        assert house.messages(pool)[-1]["recipient"] == EMAIL
        count = len(house.messages(pool))
        proved = pairs(email="new@poolhouse.test", email_verified="true")
        house.call("AdminUpdateUserAttributes", UserAttributes=proved, **body)
        assert len(house.messages(pool)) == count

    def test_immutable_attributes(self, house: Any) -> None:
        pool = house.pool(Schema=[{"Name": "berth", "AttributeDataType": "String", "Mutable": False}])
        house.user(pool, **{"custom:berth": "14"})
        body = {"UserPoolId": pool, "Username": "marina"}
        refusal = house.refusal("AdminUpdateUserAttributes", UserAttributes=pairs(custom__berth="15"), **body)
        assert refusal == (INVALID, "user.custom:berth: Attribute cannot be updated.")
        assert house.attributes(pool)["custom:berth"] == "14"

    @pytest.mark.parametrize(
        ("name", "value", "fits"),
        [
            ("custom:short", "ab", True),
            ("custom:short", "a", False),
            ("custom:short", "abcd", False),
            ("custom:count", "10", True),
            ("custom:count", "0", False),
            ("custom:count", "101", False),
            ("custom:count", "ten", False),
            ("custom:count", "1_0", False),
            ("custom:count", " 10", False),
            ("custom:count", "\u0661\u0660", False),
            ("custom:flag", "true", True),
            ("custom:flag", "maybe", False),
            ("birthdate", "2001-02-03", True),
            ("birthdate", "2001-02-30", False),
            ("birthdate", "yesterday!", False),
            ("updated_at", "1700000000", True),
            ("updated_at", "soon", False),
            ("nope", "x", False),
        ],
    )
    def test_values_and_the_schema(self, house: Any, typed: str, name: str, value: str, fits: bool) -> None:
        body = {"UserPoolId": typed, "Username": "marina", "UserAttributes": [{"Name": name, "Value": value}]}
        if fits:
            house.call("AdminUpdateUserAttributes", **body)
            assert house.attributes(typed)[name] == value
        else:
            error, text = house.refusal("AdminUpdateUserAttributes", **body)
            assert error == INVALID
            assert text.startswith(f"{SCHEMA}{name}: ")

    def test_disable_and_enable(self, house: Any, pool: str) -> None:
        client = house.client_id(pool)
        house.user(pool)
        tokens = house.sign_in(client)
        body = {"UserPoolId": pool, "Username": "marina"}
        house.call("AdminDisableUser", **body)
        assert house.call("AdminGetUser", **body)["Enabled"] is False
        revoked = ("NotAuthorizedException", "Access Token has been revoked")
        assert house.refusal("GetUser", AccessToken=tokens["AccessToken"]) == revoked
        house.call("AdminEnableUser", **body)
        assert house.call("AdminGetUser", **body)["Enabled"] is True
        assert house.refusal("GetUser", AccessToken=tokens["AccessToken"]) == revoked
        assert "Username" in house.call("GetUser", AccessToken=house.sign_in(client)["AccessToken"])

    def test_delete(self, house: Any, pool: str) -> None:
        client = house.client_id(pool)
        first = house.user(pool)
        token = house.sign_in(client)["AccessToken"]
        assert house.call("AdminDeleteUser", UserPoolId=pool, Username="marina") == {}
        assert house.refusal("GetUser", AccessToken=token) == UNKNOWN
        assert house.user(pool) != first
        assert house.refusal("GetUser", AccessToken=token) == UNKNOWN

    def test_confirm_sign_up(self, house: Any, pool: str) -> None:
        client = house.client_id(pool)
        body = {"UserPoolId": pool, "Username": "marina"}
        house.call("SignUp", ClientId=client, Username="marina", Password=house.password)
        house.call("AdminConfirmSignUp", **body)
        assert "AccessToken" in house.sign_in(client)
        confirmed = ("NotAuthorizedException", "User cannot be confirmed. Current status is CONFIRMED")
        assert house.refusal("AdminConfirmSignUp", **body) == confirmed
        house.call("AdminCreateUser", UserPoolId=pool, Username="oskar")
        refusal = house.refusal("AdminConfirmSignUp", UserPoolId=pool, Username="oskar")
        text = "User cannot be confirmed. Current status is FORCE_CHANGE_PASSWORD"
        assert refusal == ("NotAuthorizedException", text)


@pytest.fixture(scope="module")
def typed(house: Any) -> str:
    pool: str = house.pool(
        Schema=[
            {
                "Name": "short",
                "AttributeDataType": "String",
                "StringAttributeConstraints": {"MinLength": "2", "MaxLength": "3"},
            },
            {
                "Name": "count",
                "AttributeDataType": "Number",
                "NumberAttributeConstraints": {"MinValue": "1", "MaxValue": "100"},
            },
            {"Name": "flag", "AttributeDataType": "Boolean"},
        ]
    )
    house.user(pool)
    return pool


@pytest.mark.parametrize(
    ("operation", "members"),
    [
        ("AdminGetUser", {}),
        ("AdminDeleteUser", {}),
        ("AdminDisableUser", {}),
        ("AdminEnableUser", {}),
        ("AdminConfirmSignUp", {}),
        ("AdminUserGlobalSignOut", {}),
        ("AdminSetUserPassword", {"Password": "Long-Enough-1"}),
        ("AdminUpdateUserAttributes", {"UserAttributes": []}),
        ("AdminDeleteUserAttributes", {"UserAttributeNames": []}),
    ],
)
def test_unknown_users_and_pools(house: Any, typed: str, operation: str, members: dict[str, Any]) -> None:
    assert house.refusal(operation, UserPoolId=typed, Username="nobody", **members) == UNKNOWN
    unknown_pool = ("ResourceNotFoundException", "User pool us-east-1_Nowhere01 does not exist.")
    assert house.refusal(operation, UserPoolId="us-east-1_Nowhere01", Username="marina", **members) == unknown_pool
