"""How users are called, in each of a pool's naming modes."""

from __future__ import annotations

from typing import Any

import pytest

INVALID = "InvalidParameterException"
EMAIL, PHONE = "marina@poolhouse.test", "+15555550123"


def pairs(**attributes: str) -> list[dict[str, str]]:
    return [{"Name": name, "Value": value} for name, value in attributes.items()]


def sign_up(house: Any, client: str, name: str, **attributes: str) -> Any:
    body = {"ClientId": client, "Username": name, "Password": house.password, "UserAttributes": pairs(**attributes)}
    return house.call("SignUp", **body)


def refused(house: Any, client: str, name: str, **attributes: str) -> Any:
    body = {"ClientId": client, "Username": name, "Password": house.password, "UserAttributes": pairs(**attributes)}
    return house.refusal("SignUp", **body)


@pytest.mark.parametrize(
    ("attributes", "name", "attribute"),
    [
        (["email"], EMAIL, "email"),
        (["phone_number"], PHONE, "phone_number"),
        (["email", "phone_number"], EMAIL, "email"),
        (["email", "phone_number"], PHONE, "phone_number"),
    ],
)
def test_an_attribute_takes_the_place_of_the_name(house: Any, attributes: list[str], name: str, attribute: str) -> None:
    pool = house.pool(UsernameAttributes=attributes)
    client = house.client_id(pool)
    sub = sign_up(house, client, name)["UserSub"]
    user = house.call("AdminGetUser", UserPoolId=pool, Username=name)
    assert user["Username"] == sub
    assert house.attributes(pool, name) == {"sub": sub, attribute: name, f"{attribute}_verified": "false"}
    house.call("AdminConfirmSignUp", UserPoolId=pool, Username=sub)
    for way in (name, sub):
        claims = house.claims(house.sign_in(client, way)["IdToken"])
        assert claims["cognito:username"] == sub
    taken = ("UsernameExistsException", f"An account with the given {attribute} already exists.")
    assert refused(house, client, name) == taken


@pytest.mark.parametrize(
    ("attributes", "name", "text"),
    [
        (["email"], "marina", "Username should be an email."),
        (["email"], PHONE, "Username should be an email."),
        (["email", "phone_number"], "marina", "Username should be either an email or a phone number."),
    ],
)
def test_names_of_the_wrong_shape(house: Any, attributes: list[str], name: str, text: str) -> None:
    pool = house.pool(UsernameAttributes=attributes)
    assert refused(house, house.client_id(pool), name) == (INVALID, text)
    assert house.refusal("AdminCreateUser", UserPoolId=pool, Username=name) == (INVALID, text)


def test_name_and_attribute_must_agree(house: Any) -> None:
    pool = house.pool(UsernameAttributes=["email"])
    client = house.client_id(pool)
    assert refused(house, client, EMAIL, email="other@poolhouse.test")[0] == INVALID
    sign_up(house, client, EMAIL, email=EMAIL)


def test_a_changed_address_is_the_new_name(house: Any) -> None:
    pool = house.pool(UsernameAttributes=["email"])
    client, sub = house.client_id(pool), house.user(pool, EMAIL)
    new = pairs(email="new@poolhouse.test")
    house.call("AdminUpdateUserAttributes", UserPoolId=pool, Username=sub, UserAttributes=new)
    assert "AccessToken" in house.sign_in(client, "new@poolhouse.test")
    assert house.refusal("InitiateAuth", **house.password_request(client, EMAIL))[0] == "UserNotFoundException"
    house.user(pool, EMAIL)
    taken = ("AliasExistsException", "An account with the given email already exists.")
    back = {"UserPoolId": pool, "Username": sub, "UserAttributes": pairs(email=EMAIL)}
    assert house.refusal("AdminUpdateUserAttributes", **back) == taken


class TestAliases:
    def test_an_alias_counts_once_it_is_verified(self, house: Any) -> None:
        pool = house.pool(AliasAttributes=["email", "phone_number"])
        client = house.client_id(pool)
        house.user(pool, email=EMAIL, phone_number=PHONE, phone_number_verified="true")
        assert "AccessToken" in house.sign_in(client, "marina")
        assert "AccessToken" in house.sign_in(client, PHONE)
        unknown = ("UserNotFoundException", "User does not exist.")
        assert house.refusal("InitiateAuth", **house.password_request(client, EMAIL)) == unknown
        verified = pairs(email_verified="true")
        house.call("AdminUpdateUserAttributes", UserPoolId=pool, Username="marina", UserAttributes=verified)
        assert house.claims(house.sign_in(client, EMAIL)["AccessToken"])["username"] == "marina"

    def test_names_must_not_look_like_aliases(self, house: Any) -> None:
        pool = house.pool(AliasAttributes=["email"])
        client = house.client_id(pool)
        text = "Username cannot be of email format, since user pool is configured for email alias."
        assert refused(house, client, EMAIL) == (INVALID, text)
        plain = house.pool()
        sign_up(house, house.client_id(plain), EMAIL)

    def test_a_verified_alias_of_another_user(self, house: Any) -> None:
        pool = house.pool(AliasAttributes=["email"])
        client = house.client_id(pool)
        house.user(pool, email=EMAIL, email_verified="true")
        taken = ("UsernameExistsException", "An account with the given email already exists.")
        assert refused(house, client, "oskar", email=EMAIL) == taken
        verified = pairs(email=EMAIL, email_verified="true")
        body = {"UserPoolId": pool, "Username": "oskar", "UserAttributes": verified}
        assert house.refusal("AdminCreateUser", **body)[0] == "AliasExistsException"
        house.call("AdminCreateUser", ForceAliasCreation=True, **body)
        assert house.attributes(pool, "marina")["email_verified"] == "false"
        assert house.call("AdminGetUser", UserPoolId=pool, Username=EMAIL)["Username"] == "oskar"

    def test_whoever_confirms_first_has_the_alias(self, house: Any) -> None:
        pool = house.pool(AliasAttributes=["email"], AutoVerifiedAttributes=["email"])
        client = house.client_id(pool)
        codes = {}
        for name in ("marina", "oskar"):
            sign_up(house, client, name, email=EMAIL)
            codes[name] = house.code(pool)
        house.call("ConfirmSignUp", ClientId=client, Username="marina", ConfirmationCode=codes["marina"])
        late = {"ClientId": client, "Username": "oskar", "ConfirmationCode": codes["oskar"]}
        taken = ("AliasExistsException", "An account with the email already exists.")
        assert house.refusal("ConfirmSignUp", **late) == taken
        house.call("ConfirmSignUp", ForceAliasCreation=True, **late)
        assert house.claims(house.sign_in(client, EMAIL)["AccessToken"])["username"] == "oskar"
        assert house.attributes(pool, "marina")["email_verified"] == "false"
        assert "AccessToken" in house.sign_in(client, "marina")

    def test_preferred_user_names(self, house: Any) -> None:
        pool = house.pool(AliasAttributes=["preferred_username"])
        client = house.client_id(pool)
        house.user(pool, preferred_username="captain")
        assert house.claims(house.sign_in(client, "captain")["AccessToken"])["username"] == "marina"
        house.user(pool, "oskar")
        taken = {"UserPoolId": pool, "Username": "oskar", "UserAttributes": pairs(preferred_username="captain")}
        assert house.refusal("AdminUpdateUserAttributes", **taken)[0] == "AliasExistsException"


class TestLetterCase:
    @pytest.mark.parametrize("configuration", [None, {"CaseSensitive": True}])
    def test_names_that_differ_in_case(self, house: Any, configuration: Any) -> None:
        pool = house.pool(UsernameConfiguration=configuration)
        client = house.client_id(pool)
        house.user(pool, "Marina")
        assert house.refusal("InitiateAuth", **house.password_request(client, "marina"))[0] == "UserNotFoundException"
        house.user(pool, "marina")

    def test_names_of_the_same_letters(self, house: Any) -> None:
        pool = house.pool(UsernameConfiguration={"CaseSensitive": False})
        client = house.client_id(pool)
        house.user(pool, "Marina")
        assert house.claims(house.sign_in(client, "mARINA")["AccessToken"])["username"] == "Marina"
        assert refused(house, client, "MARINA") == ("UsernameExistsException", "User already exists")
        proof = house.srp_proof(pool, house.srp_start(client, "MARINA"))
        answer = {"ClientId": client, "ChallengeName": "PASSWORD_VERIFIER", "ChallengeResponses": proof}
        assert "AuthenticationResult" in house.call("RespondToAuthChallenge", **answer)

    def test_addresses_of_the_same_letters(self, house: Any) -> None:
        pool = house.pool(UsernameAttributes=["email"], UsernameConfiguration={"CaseSensitive": False})
        client = house.client_id(pool)
        sign_up(house, client, "Marina@PoolHouse.test")
        assert refused(house, client, EMAIL)[0] == "UsernameExistsException"
