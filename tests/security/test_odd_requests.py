"""Requests that an attacker would think of: taking over names, identities, mails and codes."""

from __future__ import annotations

from typing import Any

import pytest

INVALID = "InvalidParameterException"
DENIED = "NotAuthorizedException"
WRONG = "Wrong-Word-1!"
PASSWORD = "Tide-Pool!2026"


def pairs(**attributes: str) -> list[dict[str, str]]:
    return [{"Name": name, "Value": value} for name, value in attributes.items()]


def test_a_user_name_that_is_anothers_id_does_not_stand_in_for_the_other(house: Any) -> None:
    pool = house.pool()
    victim = house.user(pool, "victim")
    client = house.client_id(pool)
    house.call("SignUp", ClientId=client, Username=victim, Password=PASSWORD)
    house.call("CreateGroup", UserPoolId=pool, GroupName="admins")
    house.call("AdminAddUserToGroup", UserPoolId=pool, Username=victim, GroupName="admins")
    [member] = house.call("ListUsersInGroup", UserPoolId=pool, GroupName="admins")["Users"]
    assert member["Username"] == "victim"


def test_nobody_signs_up_under_anothers_alias_or_takes_a_user_name_for_one(house: Any) -> None:
    pool = house.pool(AliasAttributes=["preferred_username"])
    client = house.client_id(pool)
    house.user(pool, "marina", preferred_username="captain")
    assert house.refusal("SignUp", ClientId=client, Username="captain", Password=PASSWORD) == (
        "UsernameExistsException",
        "User already exists",
    )
    house.user(pool, "bruno")
    token = house.sign_in(client, "bruno")["AccessToken"]
    taken = house.refusal("UpdateUserAttributes", AccessToken=token, UserAttributes=pairs(preferred_username="marina"))
    assert taken == ("AliasExistsException", "An account with the given preferred_username already exists.")


@pytest.mark.parametrize("name", ["sub", "identities"])
def test_not_even_administrators_write_who_a_user_is(house: Any, name: str) -> None:
    pool = house.pool()
    house.user(pool)
    change = {"UserPoolId": pool, "Username": "marina", "UserAttributes": pairs(**{name: "somebody-else"})}
    assert house.refusal("AdminUpdateUserAttributes", **change)[0] == INVALID
    schema = [{"Name": name, "AttributeDataType": "String", "Mutable": True}]
    assert house.refusal("CreateUserPool", PoolName="p", Schema=schema) == (INVALID, f"{name} can not be changed.")
    client = house.client_id(pool)
    claims = house.claims(house.sign_in(client)["IdToken"])
    assert claims["sub"] == house.claims(house.sign_in(client)["AccessToken"])["sub"]


@pytest.mark.parametrize(
    "address",
    ["a@[", "me@evil.test,bob", "victim<me@evil.test>", "a:b@x.test;", "a@b.test\r\nBcc: c@d.test", '"a b"@c.test'],
)
def test_an_email_attribute_is_one_address(house: Any, address: str) -> None:
    pool = house.pool()
    client = house.client_id(pool)
    refused = house.refusal(
        "SignUp", ClientId=client, Username="ana", Password=PASSWORD, UserAttributes=pairs(email=address)
    )
    assert refused == (INVALID, "Invalid email address format.")
    assert house.call("ListUsers", UserPoolId=pool)["Users"] == []


@pytest.mark.parametrize(
    "settings",
    [
        {"EmailVerificationSubject": "Hello\nBcc: c@d.test"},
        {"VerificationMessageTemplate": {"EmailSubject": "Hello\rBcc: c@d.test"}},
    ],
)
def test_a_subject_is_one_line(house: Any, settings: dict[str, Any]) -> None:
    assert house.refusal("CreateUserPool", PoolName="p", **settings)[0] == INVALID


@pytest.mark.parametrize("url", ["https://[x", "https://℀.test"])
def test_a_callback_that_is_no_url_is_refused(house: Any, url: str) -> None:
    refused = house.refusal("CreateUserPoolClient", UserPoolId=house.pool(), ClientName="c", CallbackURLs=[url])
    assert refused == (INVALID, f"{url} is not a valid URL.")


def test_a_client_that_may_not_refresh_cannot_exchange_either(house: Any) -> None:
    client = house.client_id(house_pool := house.pool(), ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"])
    house.user(house_pool)
    token = house.sign_in(client)["RefreshToken"]
    refused = house.refusal("GetTokensFromRefreshToken", ClientId=client, RefreshToken=token)
    assert refused == (INVALID, "REFRESH_TOKEN_AUTH flow not enabled for this client")


def test_only_the_right_password_tells_that_a_hidden_user_is_disabled(house: Any) -> None:
    pool = house.pool()
    client = house.client_id(pool, PreventUserExistenceErrors="ENABLED")
    house.user(pool)
    house.call("AdminDisableUser", UserPoolId=pool, Username="marina")
    assert house.srp_start(client)["SRP_B"]
    wrong = house.refusal("InitiateAuth", **house.password_request(client, password=WRONG))
    assert wrong == (DENIED, "Incorrect username or password.")
    assert house.refusal("InitiateAuth", **house.password_request(client)) == (DENIED, "User is disabled.")


def test_user_names_are_searched_in_the_form_in_which_they_are_unique(house: Any) -> None:
    pool = house.pool(UsernameConfiguration={"CaseSensitive": False})
    house.user(pool, "Marina")
    for text in ('username = "mARINA"', 'username ^= "MAR"'):
        [found] = house.call("ListUsers", UserPoolId=pool, Filter=text)["Users"]
        assert found["Username"] == "Marina"


def test_nobody_has_codes_sent_to_ever_new_addresses(house: Any) -> None:
    pool = house.pool(AutoVerifiedAttributes=["email"])
    client = house.client_id(pool)
    house.user(pool, email="marina@poolhouse.test")
    token = house.sign_in(client)["AccessToken"]
    for number in range(10):
        address = pairs(email=f"stranger{number}@poolhouse.test")
        house.call("UpdateUserAttributes", AccessToken=token, UserAttributes=address)
    refused = house.refusal(
        "UpdateUserAttributes", AccessToken=token, UserAttributes=pairs(email="stranger@poolhouse.test")
    )
    assert refused[0] == "LimitExceededException"
    house.call("UpdateUserAttributes", AccessToken=token, UserAttributes=pairs(nickname="Mari"))


def test_an_answer_does_not_grow_with_what_is_wrong(house: Any) -> None:
    unknown = pairs(**{f"custom:x{number}": "y" for number in range(5000)})
    client = house.client_id(house.pool())
    request = {"ClientId": client, "Username": "ana", "Password": PASSWORD, "UserAttributes": unknown}
    kind, text = house.refusal("SignUp", **request)
    assert kind == INVALID
    assert len(text) < 10_000
