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
        {"MfaConfiguration": "ON"},
        {"MfaConfiguration": "OPTIONAL"},
        {"SoftwareTokenMfaConfiguration": {"Enabled": True}},
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


def test_a_pool_that_does_not_exist(house: Any) -> None:
    for operation in ("GetUserPoolMfaConfig", "SetUserPoolMfaConfig"):
        assert house.refusal(operation, UserPoolId="us-east-1_NoSuchPool")[0] == "ResourceNotFoundException"
