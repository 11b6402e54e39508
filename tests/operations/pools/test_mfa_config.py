"""SetUserPoolMfaConfig and GetUserPoolMfaConfig, and which first factors a pool may have."""

from __future__ import annotations

from typing import Any

import pytest


def test_passkeys(house: Any) -> None:
    pool = house.pool()
    assert house.call("GetUserPoolMfaConfig", UserPoolId=pool) == {"MfaConfiguration": "OFF"}
    asked = {"RelyingPartyId": "tide.poolhouse.test", "UserVerification": "required"}
    configured = {"MfaConfiguration": "OFF", "WebAuthnConfiguration": asked}
    assert house.call("SetUserPoolMfaConfig", UserPoolId=pool, WebAuthnConfiguration=asked) == configured
    assert house.call("SetUserPoolMfaConfig", UserPoolId=pool, MfaConfiguration="OFF") == configured
    house.call("UpdateUserPool", UserPoolId=pool)
    assert house.call("GetUserPoolMfaConfig", UserPoolId=pool) == configured


def test_user_verification_is_preferred_unless_it_is_required(house: Any) -> None:
    asked = {"RelyingPartyId": "localhost", "FactorConfiguration": "SINGLE_FACTOR"}
    answer = house.call("SetUserPoolMfaConfig", UserPoolId=house.pool(), WebAuthnConfiguration=asked)
    assert answer["WebAuthnConfiguration"] == {**asked, "UserVerification": "preferred"}


@pytest.mark.parametrize(
    "rp_id",
    ["https://tide.test", "tide.test:443", "tide..test", "com", "127.0.0.1", "::1", "Tide.test", "tide.test/", "-"],
)
def test_no_name_of_a_relying_party(house: Any, rp_id: str) -> None:
    pool = house.pool()
    refusal = house.refusal("SetUserPoolMfaConfig", UserPoolId=pool, WebAuthnConfiguration={"RelyingPartyId": rp_id})
    assert refusal == ("InvalidParameterException", f"{rp_id} is not a valid relying party id.")
    assert house.call("GetUserPoolMfaConfig", UserPoolId=pool) == {"MfaConfiguration": "OFF"}


@pytest.mark.parametrize(
    "members",
    [
        {"EmailMfaConfiguration": {"Message": "Your code is {####}"}},
        {"SmsMfaConfiguration": {"SmsAuthenticationMessage": "Your code is {####}"}},
        {"WebAuthnConfiguration": {"FactorConfiguration": "MULTI_FACTOR_WITH_USER_VERIFICATION"}},
    ],
)
def test_what_is_not_built_is_refused(house: Any, members: dict[str, Any]) -> None:
    answer = house.respond("SetUserPoolMfaConfig", {"UserPoolId": house.pool(), **members})
    assert answer.status_code == 501
    assert answer.json()["__type"] == "NotImplementedException"


@pytest.mark.parametrize("factor", ["EMAIL_OTP", "SMS_OTP", "SOFTWARE_TOKEN"])
def test_first_factors_that_are_not_built(house: Any, factor: str) -> None:
    policies = {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", factor]}}
    answer = house.respond("CreateUserPool", {"PoolName": "harbour", "Policies": policies})
    assert answer.status_code == 501


def test_passkeys_and_the_tier(house: Any) -> None:
    policies = {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "WEB_AUTHN"]}}
    refusal = house.refusal("CreateUserPool", PoolName="harbour", Policies=policies, UserPoolTier="LITE")
    assert refusal[0] == "FeatureUnavailableInTierException"


APPS = {"SoftwareTokenMfaConfiguration": {"Enabled": True}}
NO_APPS = {"SoftwareTokenMfaConfiguration": {"Enabled": False}}


@pytest.mark.parametrize("mfa", ["ON", "OPTIONAL"])
def test_authenticator_apps(house: Any, mfa: str) -> None:
    pool = house.pool()
    configured = {"MfaConfiguration": mfa, **APPS}
    assert house.call("SetUserPoolMfaConfig", UserPoolId=pool, MfaConfiguration=mfa, **APPS) == configured
    assert house.call("GetUserPoolMfaConfig", UserPoolId=pool) == configured
    assert house.call("DescribeUserPool", UserPoolId=pool)["UserPool"]["MfaConfiguration"] == mfa
    off = {"MfaConfiguration": "OFF"}
    assert house.call("SetUserPoolMfaConfig", UserPoolId=pool, **off, **NO_APPS) == off
    assert house.call("DescribeUserPool", UserPoolId=pool)["UserPool"]["MfaConfiguration"] == "OFF"


def test_factors_and_passkeys_leave_each_other_alone(house: Any) -> None:
    pool = house.pool()
    passkeys = {"WebAuthnConfiguration": {"RelyingPartyId": "localhost", "UserVerification": "required"}}
    on = {"MfaConfiguration": "OPTIONAL", **APPS}
    house.call("SetUserPoolMfaConfig", UserPoolId=pool, **on)
    assert house.call("SetUserPoolMfaConfig", UserPoolId=pool, **passkeys) == {**on, **passkeys}
    assert house.call("SetUserPoolMfaConfig", UserPoolId=pool, MfaConfiguration="OFF") == {
        "MfaConfiguration": "OFF",
        **passkeys,
    }


@pytest.mark.parametrize("mfa", ["ON", "OPTIONAL"])
@pytest.mark.parametrize("factors", [{}, NO_APPS, {"SoftwareTokenMfaConfiguration": {}}], ids=str)
def test_mfa_needs_a_factor(house: Any, mfa: str, factors: dict[str, Any]) -> None:
    text = "At least one of [SmsMfaConfiguration] or [SoftwareTokenMfaConfiguration] must be provided."
    pool = house.pool()
    refusal = house.refusal("SetUserPoolMfaConfig", UserPoolId=pool, MfaConfiguration=mfa, **factors)
    assert refusal == ("InvalidParameterException", text)
    assert house.call("GetUserPoolMfaConfig", UserPoolId=pool) == {"MfaConfiguration": "OFF"}


@pytest.mark.parametrize("off", [{}, {"MfaConfiguration": "OFF"}], ids=str)
def test_a_factor_needs_mfa(house: Any, off: dict[str, str]) -> None:
    text = "Invalid MFA configuration given, can't turn off MFA and configure an MFA together."
    pool = house.pool()
    refusal = house.refusal("SetUserPoolMfaConfig", UserPoolId=pool, **off, **APPS)
    assert refusal == ("InvalidParameterException", text)
    assert house.call("GetUserPoolMfaConfig", UserPoolId=pool) == {"MfaConfiguration": "OFF"}


def test_the_last_factor_is_not_taken_away_while_mfa_is_on(house: Any) -> None:
    pool = house.pool()
    configured = house.call("SetUserPoolMfaConfig", UserPoolId=pool, MfaConfiguration="ON", **APPS)
    refusal = house.refusal("SetUserPoolMfaConfig", UserPoolId=pool, **NO_APPS)
    assert refusal[0] == "InvalidParameterException"
    assert house.call("GetUserPoolMfaConfig", UserPoolId=pool) == configured


def test_a_refused_factor_changes_nothing(house: Any) -> None:
    pool = house.pool()
    sms = {"SmsMfaConfiguration": {"SmsAuthenticationMessage": "Your code is {####}"}}
    request = {"UserPoolId": pool, "MfaConfiguration": "ON", **APPS, **sms}
    assert house.respond("SetUserPoolMfaConfig", request).status_code == 501
    assert house.call("GetUserPoolMfaConfig", UserPoolId=pool) == {"MfaConfiguration": "OFF"}


@pytest.mark.parametrize("mfa", ["ON", "OPTIONAL"])
def test_mfa_at_creation_and_update_needs_sms_or_apps(house: Any, mfa: str) -> None:
    text = "SMS configuration and Auto verification for phone_number are required when MFA is required/optional"
    pool = house.pool()
    refused = ("InvalidParameterException", text)
    assert house.refusal("CreateUserPool", PoolName="harbour", MfaConfiguration=mfa) == refused
    assert house.refusal("UpdateUserPool", UserPoolId=pool, MfaConfiguration=mfa) == refused
    house.call("SetUserPoolMfaConfig", UserPoolId=pool, MfaConfiguration="OPTIONAL", **APPS)
    house.call("UpdateUserPool", UserPoolId=pool, MfaConfiguration=mfa)
    assert house.call("GetUserPoolMfaConfig", UserPoolId=pool) == {"MfaConfiguration": mfa, **APPS}
    house.call("UpdateUserPool", UserPoolId=pool)
    assert house.call("GetUserPoolMfaConfig", UserPoolId=pool)["MfaConfiguration"] == "OFF"


def test_a_pool_that_does_not_exist(house: Any) -> None:
    for operation in ("GetUserPoolMfaConfig", "SetUserPoolMfaConfig"):
        assert house.refusal(operation, UserPoolId="us-east-1_NoSuchPool")[0] == "ResourceNotFoundException"
