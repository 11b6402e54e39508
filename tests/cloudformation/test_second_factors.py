"""EnabledMfas and the passkey properties of AWS::Cognito::UserPool, which mean a second call."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import botocore.exceptions
import pytest

from tests.cloudformation.conftest import Stacks, Template

Make = Callable[..., Template]
APPS = {"SoftwareTokenMfaConfiguration": {"Enabled": True}}
OFF = {"MfaConfiguration": "OFF"}


def configured(cognito: Any, stacks: Stacks, name: str) -> dict[str, Any]:
    answer: dict[str, Any] = cognito.get_user_pool_mfa_config(UserPoolId=stacks.outputs(name)["PoolId"])
    return {member: value for member, value in answer.items() if member != "ResponseMetadata"}


@pytest.mark.parametrize("mode", ["OPTIONAL", "ON"])
def test_authenticator_apps(stacks: Stacks, pool_template: Make, cognito: Any, mode: str) -> None:
    name = f"apps-{mode}"
    template = pool_template(MfaConfiguration=mode, EnabledMfas=["SOFTWARE_TOKEN_MFA"])
    assert stacks.create(name, template)["StackStatus"] == "CREATE_COMPLETE"
    assert configured(cognito, stacks, name) == {"MfaConfiguration": mode, **APPS}


def test_what_amplify_makes_of_an_optional_totp(stacks: Stacks, pool_template: Make, cognito: Any) -> None:
    """As ``multifactor: {mode: 'OPTIONAL', totp: true}`` of ``defineAuth`` is synthesized."""
    properties = {
        "AccountRecoverySetting": {"RecoveryMechanisms": [{"Name": "verified_email", "Priority": 1}]},
        "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": False},
        "AutoVerifiedAttributes": ["email"],
        "EnabledMfas": ["SOFTWARE_TOKEN_MFA"],
        "MfaConfiguration": "OPTIONAL",
        "Schema": [{"Mutable": True, "Name": "email", "Required": True}],
        "SmsVerificationMessage": "The verification code to your new account is {####}",
        "UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": ["email"]},
        "UsernameAttributes": ["email"],
        "UsernameConfiguration": {"CaseSensitive": False},
    }
    assert stacks.create("amplify", pool_template(**properties))["StackStatus"] == "CREATE_COMPLETE"
    assert configured(cognito, stacks, "amplify") == {"MfaConfiguration": "OPTIONAL", **APPS}


def test_on_and_off_again(stacks: Stacks, pool_template: Make, cognito: Any) -> None:
    stacks.create("tides", pool_template(**OFF))
    before = stacks.outputs("tides")
    assert configured(cognito, stacks, "tides") == OFF
    for settings, expected in (
        ({"MfaConfiguration": "ON", "EnabledMfas": ["SOFTWARE_TOKEN_MFA"]}, {"MfaConfiguration": "ON", **APPS}),
        (
            {"MfaConfiguration": "OPTIONAL", "EnabledMfas": ["SOFTWARE_TOKEN_MFA"]},
            {"MfaConfiguration": "OPTIONAL", **APPS},
        ),
        (OFF, OFF),
        ({"MfaConfiguration": "ON", "EnabledMfas": ["SOFTWARE_TOKEN_MFA"]}, {"MfaConfiguration": "ON", **APPS}),
        ({}, OFF),
    ):
        assert stacks.update("tides", pool_template(**settings))["StackStatus"] == "UPDATE_COMPLETE"
        assert configured(cognito, stacks, "tides") == expected
    assert stacks.outputs("tides") == before


def test_other_changes_leave_second_factors_as_they_are(stacks: Stacks, pool_template: Make, cognito: Any) -> None:
    factors = {"MfaConfiguration": "OPTIONAL", "EnabledMfas": ["SOFTWARE_TOKEN_MFA"]}
    passkeys = {"WebAuthnRelyingPartyID": "tide.poolhouse.test"}
    stacks.create("steady", pool_template(**factors, **passkeys))
    before = configured(cognito, stacks, "steady")
    assert before["MfaConfiguration"] == "OPTIONAL"
    stacks.update("steady", pool_template(**factors, **passkeys, UserPoolTags={"team": "sea"}))
    assert configured(cognito, stacks, "steady") == before


def test_the_same_template_again_changes_nothing(stacks: Stacks, pool_template: Make, cognito: Any) -> None:
    template = pool_template(MfaConfiguration="ON", EnabledMfas=["SOFTWARE_TOKEN_MFA"])
    stacks.create("still", template)
    pool_id = stacks.outputs("still")["PoolId"]
    before = cognito.describe_user_pool(UserPoolId=pool_id)["UserPool"]
    with pytest.raises(botocore.exceptions.ClientError, match="No updates are to be performed"):
        stacks.update("still", template)
    stacks.update("still", {**template, "Description": "another"})
    assert cognito.describe_user_pool(UserPoolId=pool_id)["UserPool"] == before
    assert configured(cognito, stacks, "still") == {"MfaConfiguration": "ON", **APPS}


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({"MfaConfiguration": "ON", "EnabledMfas": ["SMS_MFA"]}, "EnabledMfas: SMS_MFA is not built yet"),
        (
            {"MfaConfiguration": "ON", "EnabledMfas": ["SOFTWARE_TOKEN_MFA", "EMAIL_OTP"]},
            "EnabledMfas: EMAIL_OTP is not built yet",
        ),
        ({"MfaConfiguration": "ON", "EnabledMfas": []}, "SMS configuration and Auto verification"),
        ({"MfaConfiguration": "OPTIONAL"}, "SMS configuration and Auto verification"),
        ({"EnabledMfas": ["SOFTWARE_TOKEN_MFA"]}, "can't turn off MFA and configure an MFA together"),
        ({"WebAuthnRelyingPartyID": "https://tide.test"}, "is not a valid relying party id"),
        ({"WebAuthnFactorConfiguration": "MULTI_FACTOR_WITH_USER_VERIFICATION"}, "MULTI_FACTOR"),
    ],
    ids=str,
)
def test_what_is_refused(stacks: Stacks, pool_template: Make, settings: dict[str, Any], reason: str) -> None:
    assert stacks.create("refused", pool_template(**settings))["StackStatus"] == "ROLLBACK_COMPLETE"
    assert any(reason in one for one in stacks.reasons("refused"))
    assert stacks.delete("refused") == "DELETE_COMPLETE"


def test_mfa_without_its_factor_is_refused_and_nothing_changes(
    stacks: Stacks, pool_template: Make, cognito: Any
) -> None:
    stacks.create("bare", pool_template(MfaConfiguration="ON", EnabledMfas=["SOFTWARE_TOKEN_MFA"]))
    stack = stacks.update("bare", pool_template(MfaConfiguration="ON"))
    assert stack["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
    assert configured(cognito, stacks, "bare") == {"MfaConfiguration": "ON", **APPS}


def test_passkeys(stacks: Stacks, pool_template: Make, cognito: Any) -> None:
    asked = {
        "WebAuthnRelyingPartyID": "tide.poolhouse.test",
        "WebAuthnUserVerification": "required",
        "WebAuthnFactorConfiguration": "SINGLE_FACTOR",
    }
    policies = {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "WEB_AUTHN"]}}
    stacks.create("keys", pool_template(**asked, Policies=policies))
    assert configured(cognito, stacks, "keys") == {
        **OFF,
        "WebAuthnConfiguration": {
            "RelyingPartyId": "tide.poolhouse.test",
            "UserVerification": "required",
            "FactorConfiguration": "SINGLE_FACTOR",
        },
    }
    stacks.update("keys", pool_template(WebAuthnRelyingPartyID="localhost", Policies=policies))
    passkeys = {"RelyingPartyId": "localhost", "UserVerification": "preferred"}
    assert configured(cognito, stacks, "keys") == {**OFF, "WebAuthnConfiguration": passkeys}
    stacks.update("keys", pool_template(Policies=policies))
    assert configured(cognito, stacks, "keys") == {**OFF, "WebAuthnConfiguration": {"UserVerification": "preferred"}}
