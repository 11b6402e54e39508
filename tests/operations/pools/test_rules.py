"""Settings that a pool refuses: what AWS refuses, and what would have no effect here."""

from __future__ import annotations

from typing import Any

import pytest

THREATS = {"UserPoolAddOns": {"AdvancedSecurityMode": "ENFORCED"}}
INVALID = "InvalidParameterException"
DAYS = "Please use TemporaryPasswordValidityDays in PasswordPolicy instead of UnusedAccountValidityDays"
ADMINISTRATORS = (
    "Invalid account recovery setting parameter. Account Recovery Setting cannot use admin_only setting with any other "
    "recovery mechanisms."
)
REFUSED: dict[str, tuple[dict[str, Any], str, str]] = {
    "recovery by administrators and others": (
        {
            "AccountRecoverySetting": {
                "RecoveryMechanisms": [{"Priority": 1, "Name": "admin_only"}, {"Priority": 2, "Name": "verified_email"}]
            }
        },
        INVALID,
        ADMINISTRATORS,
    ),
    "both names of one setting": (
        {
            "AdminCreateUserConfig": {"UnusedAccountValidityDays": 30},
            "Policies": {"PasswordPolicy": {"TemporaryPasswordValidityDays": 30}},
        },
        INVALID,
        DAYS,
    ),
    "an address to verify first that is never verified": (
        {
            "AutoVerifiedAttributes": ["phone_number"],
            "UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": ["email"]},
        },
        INVALID,
        "AttributesRequireVerificationBeforeUpdate can name only attributes that are in AutoVerifiedAttributes.",
    ),
    "AWS's own tags": (
        {"UserPoolTags": {"AWS:owner": "me"}},
        "UserPoolTaggingException",
        "aws: prefixed tag key names are not allowed for external use.",
    ),
    "threat protection below PLUS": (
        THREATS,
        "FeatureUnavailableInTierException",
        "The following features need to be disabled for the ESSENTIALS pricing tier configured: Threat Protection",
    ),
}
for _subject in ("Hi\n", "Hi\r\nBcc: all@poolhouse.test", "\n", "Hi\x0bthere"):
    REFUSED[f"a subject like {_subject!r}"] = (
        {"VerificationMessageTemplate": {"EmailSubjectByLink": _subject}},
        INVALID,
        "An email subject must be one line.",
    )
NOT_BUILT: list[dict[str, Any]] = [
    {**THREATS, "UserPoolTier": "PLUS"},
    {"UserPoolAddOns": {"AdvancedSecurityMode": "AUDIT"}, "UserPoolTier": "PLUS"},
    {"DcrConfiguration": {"EnableStatus": "Enabled"}},
    {"DcrConfiguration": {"OpenDcrEnabled": True}},
    {"AcrConfiguration": {"Level1": {"AcrValue": "urn:tide:low"}}},
]
HARMLESS: list[dict[str, Any]] = [
    {"UserPoolAddOns": {"AdvancedSecurityMode": "OFF"}},
    {"DcrConfiguration": {"EnableStatus": "Disabled"}},
    {"AccountRecoverySetting": {"RecoveryMechanisms": [{"Priority": 1, "Name": "admin_only"}]}},
    {
        "AutoVerifiedAttributes": ["email"],
        "UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": ["email"]},
    },
]


@pytest.mark.parametrize(("settings", "kind", "text"), REFUSED.values(), ids=REFUSED)
def test_refused(house: Any, settings: dict[str, Any], kind: str, text: str) -> None:
    assert house.refusal("CreateUserPool", PoolName="reef", **settings) == (kind, text)
    pool = house.pool()
    before = house.call("DescribeUserPool", UserPoolId=pool)
    assert house.refusal("UpdateUserPool", UserPoolId=pool, **settings) == (kind, text)
    assert house.call("DescribeUserPool", UserPoolId=pool) == before


@pytest.mark.parametrize("settings", NOT_BUILT)
def test_without_effect_here(house: Any, settings: dict[str, Any]) -> None:
    answer = house.respond("CreateUserPool", {"PoolName": "reef", **settings})
    assert (answer.status_code, answer.json()["__type"]) == (501, "NotImplementedException")


@pytest.mark.parametrize("settings", HARMLESS)
def test_harmless(house: Any, settings: dict[str, Any]) -> None:
    described = house.call("DescribeUserPool", UserPoolId=house.pool(**settings))["UserPool"]
    assert {name: described[name] for name in settings} == settings


def invite(house: Any, pool: str) -> str:
    user = {
        "UserPoolId": pool,
        "Username": "marina",
        "TemporaryPassword": "Harbour-7-Temp",
        "MessageAction": "SUPPRESS",
    }
    house.call("AdminCreateUser", **user)
    return "Harbour-7-Temp"


@pytest.mark.parametrize(
    ("settings", "days"),
    [
        ({}, 7),
        ({"AdminCreateUserConfig": {"UnusedAccountValidityDays": 30}}, 30),
        ({"Policies": {"PasswordPolicy": {"TemporaryPasswordValidityDays": 3}}}, 3),
        ({"Policies": {"PasswordPolicy": {"TemporaryPasswordValidityDays": 0}}}, 7),
    ],
)
def test_how_long_a_temporary_password_is_good(house: Any, settings: dict[str, Any], days: int) -> None:
    pool = house.pool(**settings)
    described = house.call("DescribeUserPool", UserPoolId=pool)["UserPool"]["Policies"]["PasswordPolicy"]
    assert described["TemporaryPasswordValidityDays"] == days
    client, password = house.client_id(pool), invite(house, pool)
    house.clock.advance(days * 86400)
    asked = house.call("InitiateAuth", **house.password_request(client, password=password))
    assert asked["ChallengeName"] == "NEW_PASSWORD_REQUIRED"
    house.clock.advance(1)
    refusal = house.refusal("InitiateAuth", **house.password_request(client, password=password))
    assert refusal[0] == "NotAuthorizedException"


@pytest.mark.parametrize(
    "limits",
    [
        {"AttributeDataType": "Number", "NumberAttributeConstraints": {"MinValue": "10", "MaxValue": "5"}},
        {"AttributeDataType": "String", "StringAttributeConstraints": {"MinLength": "9", "MaxLength": "5"}},
    ],
)
def test_limits_that_nothing_fits(house: Any, limits: dict[str, Any]) -> None:
    refusal = house.refusal("CreateUserPool", PoolName="reef", Schema=[{"Name": "depth", **limits}])
    assert refusal == (INVALID, "depth: Invalid attribute constraints.")
