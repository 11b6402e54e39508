from __future__ import annotations

import re
from typing import Any

import pytest

ARN = "arn:aws:lambda:us-east-1:000000000000:function:"
INVALID = "InvalidParameterException"


def describe(house: Any, pool: str) -> dict[str, Any]:
    described: dict[str, Any] = house.call("DescribeUserPool", UserPoolId=pool)["UserPool"]
    return described


def test_defaults(house: Any) -> None:
    pool = describe(house, house.pool(PoolName="reef"))
    assert re.fullmatch(r"us-east-1_[0-9A-Za-z]{9}", pool["Id"])
    assert pool["Arn"] == f"arn:aws:cognito-idp:us-east-1:000000000000:userpool/{pool['Id']}"
    assert pool["Name"] == "reef"
    assert pool["Policies"] == {
        "PasswordPolicy": {
            "MinimumLength": 8,
            "RequireUppercase": True,
            "RequireLowercase": True,
            "RequireNumbers": True,
            "RequireSymbols": True,
            "TemporaryPasswordValidityDays": 7,
        },
        "SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD"]},
    }
    assert pool["DeletionProtection"] == "INACTIVE"
    assert pool["MfaConfiguration"] == "OFF"
    assert pool["UserPoolTier"] == "ESSENTIALS"
    assert pool["LambdaConfig"] == {}
    assert pool["EstimatedNumberOfUsers"] == 0
    assert pool["AdminCreateUserConfig"]["AllowAdminCreateUserOnly"] is False
    assert pool["EmailConfiguration"] == {"EmailSendingAccount": "COGNITO_DEFAULT"}
    assert pool["VerificationMessageTemplate"] == {"DefaultEmailOption": "CONFIRM_WITH_CODE"}
    assert pool["CreationDate"] == pool["LastModifiedDate"] == house.clock.now()


def test_standard_schema(house: Any) -> None:
    schema = {attribute["Name"]: attribute for attribute in describe(house, house.pool())["SchemaAttributes"]}
    assert schema.keys() >= {"sub", "email", "email_verified", "phone_number", "birthdate", "updated_at", "address"}
    assert schema["sub"]["Required"] is True
    assert schema["sub"]["Mutable"] is False
    assert schema["email"]["AttributeDataType"] == "String"
    assert schema["email"]["StringAttributeConstraints"] == {"MinLength": "0", "MaxLength": "2048"}
    assert schema["email_verified"]["AttributeDataType"] == "Boolean"
    assert schema["birthdate"]["StringAttributeConstraints"] == {"MinLength": "10", "MaxLength": "10"}
    assert schema["updated_at"]["AttributeDataType"] == "Number"


def test_user_count(house: Any) -> None:
    pool = house.pool()
    house.user(pool)
    assert describe(house, pool)["EstimatedNumberOfUsers"] == 1


def test_an_update_replaces_all_settings(house: Any) -> None:
    pool = house.pool(
        LambdaConfig={"PreTokenGeneration": f"{ARN}crew"},
        AutoVerifiedAttributes=["email"],
        Policies={"PasswordPolicy": {"MinimumLength": 20}},
        UsernameAttributes=["email"],
        UsernameConfiguration={"CaseSensitive": False},
        UserPoolTags={"harbour": "north"},
    )
    before = describe(house, pool)
    assert before["LambdaConfig"] == {
        "PreTokenGeneration": f"{ARN}crew",
        "PreTokenGenerationConfig": {"LambdaVersion": "V1_0", "LambdaArn": f"{ARN}crew"},
    }
    house.clock.advance(60)
    house.call("UpdateUserPool", UserPoolId=pool)
    after = describe(house, pool)
    assert after["LambdaConfig"] == {}
    assert "AutoVerifiedAttributes" not in after
    assert after["Policies"]["PasswordPolicy"]["MinimumLength"] == 8
    for kept in ("UsernameAttributes", "UsernameConfiguration", "Name", "CreationDate", "SchemaAttributes", "Arn"):
        assert after[kept] == before[kept], kept
    assert after["LastModifiedDate"] == before["CreationDate"] + 60


@pytest.mark.parametrize("version", ["V1_0", "V2_0", "V3_0"])
def test_versions_of_the_trigger(house: Any, version: str) -> None:
    config = {"LambdaVersion": version, "LambdaArn": f"{ARN}crew"}
    pool = house.pool(LambdaConfig={"PreTokenGenerationConfig": config})
    assert describe(house, pool)["LambdaConfig"] == {
        "PreTokenGeneration": f"{ARN}crew",
        "PreTokenGenerationConfig": config,
    }


def test_two_different_trigger_functions(house: Any) -> None:
    config = {
        "PreTokenGeneration": f"{ARN}crew",
        "PreTokenGenerationConfig": {"LambdaVersion": "V2_0", "LambdaArn": f"{ARN}other"},
    }
    text = "Cannot use PreTokenGenerationLambda and PreTokenGeneration with different Lambda function ARN's"
    assert house.refusal("CreateUserPool", PoolName="reef", LambdaConfig=config) == (INVALID, text)
    config["PreTokenGeneration"] = f"{ARN}other"
    house.pool(LambdaConfig=config)


@pytest.mark.parametrize("version", ["V2_0", "V3_0"])
def test_the_lite_plan(house: Any, version: str) -> None:
    config = {"PreTokenGenerationConfig": {"LambdaVersion": version, "LambdaArn": f"{ARN}crew"}}
    refusal = house.refusal("CreateUserPool", PoolName="reef", UserPoolTier="LITE", LambdaConfig=config)
    text = (
        "The following features need to be disabled for the LITE pricing tier configured: "
        f"Token Customization with Pre-Token Generation Lambda {version}"
    )
    assert refusal == ("FeatureUnavailableInTierException", text)
    pool = house.pool(UserPoolTier="LITE", LambdaConfig={"PreTokenGeneration": f"{ARN}crew"})
    refusal = house.refusal("UpdateUserPool", UserPoolId=pool, UserPoolTier="LITE", LambdaConfig=config)
    assert refusal == ("FeatureUnavailableInTierException", text)
    assert describe(house, pool)["LambdaConfig"]["PreTokenGenerationConfig"]["LambdaVersion"] == "V1_0"
    house.call("UpdateUserPool", UserPoolId=pool, UserPoolTier="PLUS", LambdaConfig=config)


@pytest.mark.parametrize(
    ("settings", "text"),
    [
        (
            {"Schema": [{"Name": "tier", "AttributeDataType": "String", "Required": True}]},
            "Required custom attributes are not supported currently.",
        ),
        (
            {"Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["EMAIL_OTP"]}}},
            "Password should be configured as one of the allowed first auth factors.",
        ),
        (
            {"MfaConfiguration": "ON"},
            "SMS configuration and Auto verification for phone_number are required when MFA is required/optional",
        ),
        (
            {"Schema": [{"Name": "tier"}]},
            "Invalid AttributeDataType input, consider using the provided AttributeDataType enum.",
        ),
    ],
)
def test_settings_that_are_refused(house: Any, settings: dict[str, Any], text: str) -> None:
    before = len(all_pools(house))
    assert house.refusal("CreateUserPool", PoolName="reef", **settings) == (INVALID, text)
    assert len(all_pools(house)) == before


@pytest.mark.parametrize(
    "schema",
    [
        [{"Name": "a", "AttributeDataType": "String"}, {"Name": "a", "AttributeDataType": "String"}],
        [{"Name": "email", "AttributeDataType": "Number"}],
        [{"Name": "a", "AttributeDataType": "String", "StringAttributeConstraints": {"MinLength": "two"}}],
        [{"Name": "a", "AttributeDataType": "String", "StringAttributeConstraints": {"MaxLength": "-1"}}],
        [{"Name": "a", "AttributeDataType": "Number", "NumberAttributeConstraints": {"MaxValue": "1e3"}}],
        [{"AttributeDataType": "String"}],
        [{"Name": "", "AttributeDataType": "String"}],
        [{"Name": "x" * 21, "AttributeDataType": "String"}],
        [{"Name": f"a{number}", "AttributeDataType": "String"} for number in range(51)],
    ],
)
def test_schemas_that_are_refused(house: Any, schema: list[dict[str, Any]]) -> None:
    assert house.refusal("CreateUserPool", PoolName="reef", Schema=schema)[0] == INVALID


def test_aliases_and_username_attributes_exclude_each_other(house: Any) -> None:
    both = {"AliasAttributes": ["email"], "UsernameAttributes": ["email"]}
    assert house.refusal("CreateUserPool", PoolName="reef", **both)[0] == INVALID


def test_custom_attributes_are_added_all_or_none(house: Any) -> None:
    pool = house.pool()
    good = {"Name": "tier", "AttributeDataType": "String", "Mutable": True}
    bad = {"Name": "rank", "AttributeDataType": "String", "Required": True}
    refusal = house.refusal("AddCustomAttributes", UserPoolId=pool, CustomAttributes=[good, bad])
    assert refusal == (INVALID, "Required custom attributes are not supported currently.")
    assert house.call("AddCustomAttributes", UserPoolId=pool, CustomAttributes=[good]) == {}
    names = [attribute["Name"] for attribute in describe(house, pool)["SchemaAttributes"]]
    assert "custom:tier" in names
    assert "custom:rank" not in names
    assert house.refusal("AddCustomAttributes", UserPoolId=pool, CustomAttributes=[good])[0] == INVALID


def test_deletion(house: Any) -> None:
    pool = house.pool(DeletionProtection="ACTIVE")
    client = house.client_id(pool)
    assert house.refusal("DeleteUserPool", UserPoolId=pool)[0] == INVALID
    house.call("UpdateUserPool", UserPoolId=pool, DeletionProtection="INACTIVE")
    assert house.call("DeleteUserPool", UserPoolId=pool) == {}
    gone = ("ResourceNotFoundException", f"User pool {pool} does not exist.")
    assert house.refusal("DescribeUserPool", UserPoolId=pool) == gone
    assert house.refusal("DeleteUserPool", UserPoolId=pool) == gone
    assert house.refusal("InitiateAuth", **house.password_request(client))[0] == "ResourceNotFoundException"
    assert house.get(f"/{pool}/.well-known/jwks.json").status_code == 404


def all_pools(house: Any, size: int = 60) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    token: dict[str, str] = {}
    while True:
        page = house.call("ListUserPools", MaxResults=size, **token)
        assert len(page["UserPools"]) <= size
        found += page["UserPools"]
        if "NextToken" not in page:
            return found
        token = {"NextToken": page["NextToken"]}


def test_listing_in_pages(house: Any) -> None:
    made = {house.pool() for _ in range(3)}
    small, large = all_pools(house, 1), all_pools(house, 60)
    assert small == large
    assert made <= {pool["Id"] for pool in small}
    assert small[0].keys() >= {"Id", "Name", "CreationDate", "LastModifiedDate", "LambdaConfig"}


@pytest.mark.parametrize("token", ["garbage", "!!!", "YWJj", "e30="])
def test_a_garbage_token(house: Any, token: str) -> None:
    assert house.refusal("ListUserPools", MaxResults=1, NextToken=token)[0] == INVALID
