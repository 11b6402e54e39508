"""SetUserMFAPreference and AdminSetUserMFAPreference, and what operations show of a user's factors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.factors import Factors, make_factors, turn_on

SOFTWARE_TOKEN = "SOFTWARE_TOKEN_MFA"
Setter = Callable[..., Any]
setters = pytest.mark.parametrize("operation", ["SetUserMFAPreference", "AdminSetUserMFAPreference"])


def members(factors: Factors, operation: str, token: str, **settings: Any) -> dict[str, Any]:
    who = {"AccessToken": token} if operation == "SetUserMFAPreference" else factors.user
    return {**who, **settings}


def shown(factors: Factors, token: str) -> tuple[list[str], str | None]:
    """The factors that are on and the one that is preferred, which three operations show alike."""
    answers = [
        factors.house.call("GetUser", AccessToken=token),
        factors.house.call("AdminGetUser", **factors.user),
        factors.house.call("GetUserAuthFactors", AccessToken=token),
    ]
    found = [(answer.get("UserMFASettingList", []), answer.get("PreferredMfaSetting")) for answer in answers]
    assert found[0] == found[1] == found[2]
    assert all("MFAOptions" not in answer for answer in answers)
    return found[0]


@setters
def test_turning_an_app_on_and_off(house: Any, factors: Factors, operation: str) -> None:
    token = factors.token()
    assert shown(factors, token) == ([], None)
    factors.verified(token)
    assert shown(factors, token) == ([], None)
    for settings, expected in (
        ({"Enabled": True}, ([SOFTWARE_TOKEN], None)),
        ({"Enabled": True, "PreferredMfa": True}, ([SOFTWARE_TOKEN], SOFTWARE_TOKEN)),
        ({"Enabled": True, "PreferredMfa": False}, ([SOFTWARE_TOKEN], None)),
        ({"Enabled": False}, ([], None)),
    ):
        assert house.call(operation, **members(factors, operation, token, SoftwareTokenMfaSettings=settings)) == {}
        assert shown(factors, token) == expected


@setters
def test_an_app_that_the_user_does_not_have(house: Any, factors: Factors, operation: str) -> None:
    token = factors.token()
    refusal = (
        "InvalidParameterException",
        "User does not have delivery config set to turn on SOFTWARE_TOKEN_MFA",
    )
    on = members(factors, operation, token, SoftwareTokenMfaSettings={"Enabled": True})
    assert house.refusal(operation, **on) == refusal
    factors.associated(token)
    assert house.refusal(operation, **on) == refusal
    off = members(factors, operation, token, SoftwareTokenMfaSettings={"Enabled": False})
    assert house.call(operation, **off) == {}


@setters
def test_preferred_but_not_on(house: Any, factors: Factors, operation: str) -> None:
    token = factors.token()
    factors.verified(token)
    for settings in ({"PreferredMfa": True}, {"Enabled": False, "PreferredMfa": True}):
        request = members(factors, operation, token, SoftwareTokenMfaSettings=settings)
        assert house.refusal(operation, **request)[0] == "InvalidParameterException"
    assert shown(factors, token) == ([], None)


@setters
@pytest.mark.parametrize("factor", ["SMSMfaSettings", "EmailMfaSettings", "WebAuthnMfaSettings"])
def test_factors_that_nobody_has(house: Any, factors: Factors, operation: str, factor: str) -> None:
    token = factors.token()
    factors.verified(token)
    both = {"SoftwareTokenMfaSettings": {"Enabled": True}, factor: {"Enabled": True}}
    refusal = house.refusal(operation, **members(factors, operation, token, **both))
    assert refusal[0] == "InvalidParameterException"
    assert shown(factors, token) == ([], None)
    assert house.call(operation, **members(factors, operation, token, **{factor: {"Enabled": False}})) == {}


@setters
def test_what_a_request_says_nothing_of_stays(house: Any, factors: Factors, operation: str) -> None:
    token = factors.token()
    factors.verified(token)
    factors.prefer(token, Enabled=True, PreferredMfa=True)
    house.call(operation, **members(factors, operation, token))
    assert shown(factors, token) == ([SOFTWARE_TOKEN], SOFTWARE_TOKEN)


def test_setting_up_at_sign_in_turns_the_app_on(house: Any) -> None:
    strict = make_factors(house, "ON")
    _, answer = strict.set_up(strict.begin())
    assert shown(strict, answer["AuthenticationResult"]["AccessToken"]) == ([SOFTWARE_TOKEN], None)


def test_another_app_keeps_the_preference(factors: Factors) -> None:
    token = factors.token()
    factors.verified(token)
    factors.prefer(token, Enabled=True, PreferredMfa=True)
    factors.associated(token)
    assert shown(factors, token) == ([SOFTWARE_TOKEN], SOFTWARE_TOKEN)
    factors.verified(token)
    assert shown(factors, token) == ([SOFTWARE_TOKEN], SOFTWARE_TOKEN)


def test_a_user_of_another_pool(house: Any, factors: Factors) -> None:
    factors.verified(factors.token())
    settings = {"SoftwareTokenMfaSettings": {"Enabled": True}}
    elsewhere = {"UserPoolId": house.pool(), "Username": "marina"}
    refusal = house.refusal("AdminSetUserMFAPreference", **elsewhere, **settings)
    assert refusal == ("UserNotFoundException", "User does not exist.")


def test_factors_change_neither_tokens_nor_other_users(house: Any, factors: Factors) -> None:
    house.user(factors.pool, "bruno")
    app = factors.enabled()
    result = factors.sign_in(app)
    assert "amr" not in house.claims(result["IdToken"])
    assert house.sign_in(factors.client, "bruno")["AccessToken"]
    other = house.call("AdminGetUser", UserPoolId=factors.pool, Username="bruno")
    assert "UserMFASettingList" not in other


@setters
def test_settings_that_say_nothing_of_it_leave_an_app_on(house: Any, factors: Factors, operation: str) -> None:
    app = factors.enabled()
    token = factors.sign_in(app)["AccessToken"]
    for settings in ({}, {"PreferredMfa": True}, {"PreferredMfa": False}):
        house.call(operation, **members(factors, operation, token, SoftwareTokenMfaSettings=settings))
        assert shown(factors, token)[0] == [SOFTWARE_TOKEN]
    assert factors.asked()


def test_an_administrator_takes_a_lost_app_away(house: Any, factors: Factors) -> None:
    app = factors.enabled()
    turn_on(house, factors.pool, "ON")
    house.call("AdminSetUserMFAPreference", **factors.user)
    assert factors.sign_in(app), "a request that says nothing takes nothing away"
    off = {"SoftwareTokenMfaSettings": {"Enabled": False}}
    house.call("AdminSetUserMFAPreference", **factors.user, **off)
    challenge = factors.begin()
    assert challenge["ChallengeName"] == "MFA_SETUP"
    new, _ = factors.set_up(challenge)
    factors.later()
    challenge = factors.asked()
    assert factors.refusal(factors.with_code(challenge, factors.code(app)))[0] == "CodeMismatchException"
    assert factors.result(factors.with_code(challenge, factors.code(new)))


def test_users_do_not_take_their_own_app_away_where_everybody_needs_one(house: Any, factors: Factors) -> None:
    """A stolen access token and the password would be enough to set up another one."""
    app = factors.enabled()
    turn_on(house, factors.pool, "ON")
    factors.prefer(factors.sign_in(app)["AccessToken"], Enabled=False)
    assert factors.sign_in(app)
