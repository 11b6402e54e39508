"""Properties against the provider schemas: converted where CloudFormation converts, refused with every fault."""

from __future__ import annotations

import pytest

from poolhouse.cloudformation.errors import ResourceFailed
from poolhouse.cloudformation.property_check import checked, schemas
from poolhouse.cloudformation.resources.catalogue import NESTED_STACK, RESOURCE_TYPES
from tools.generate_resource_schemas import OUTPUT, generate


def test_the_committed_schemas_are_those_of_the_package() -> None:
    assert OUTPUT.read_text() == generate()


def test_every_type_of_aws_has_a_schema() -> None:
    own = {name for name in RESOURCE_TYPES if name.startswith("AWS::")} | {NESTED_STACK}
    assert own == schemas().keys()


def test_texts_numbers_and_booleans_become_what_the_schema_wants() -> None:
    properties = {
        "Schema": [{"StringAttributeConstraints": {"MinLength": 1, "MaxLength": "5"}, "Mutable": "true"}],
        "Policies": {"PasswordPolicy": {"MinimumLength": "8"}},
        "UserPoolTags": {"number": 5},
    }
    assert checked("AWS::Cognito::UserPool", properties) == {
        "Schema": [{"StringAttributeConstraints": {"MinLength": "1", "MaxLength": "5"}, "Mutable": True}],
        "Policies": {"PasswordPolicy": {"MinimumLength": 8}},
        "UserPoolTags": {"number": "5"},
    }


def test_every_fault_is_named() -> None:
    with pytest.raises(ResourceFailed) as failed:
        checked("AWS::Cognito::UserPoolGroup", {"Precedence": "high", "GroupNaem": "x"})
    assert str(failed.value) == (
        "Model validation failed (#: required key [UserPoolId] not found; "
        "#/Precedence: expected type: Integer, found: String; #: extraneous key [GroupNaem] is not permitted)"
    )


def test_an_unknown_member_of_an_enumeration_is_refused() -> None:
    with pytest.raises(ResourceFailed, match="SOMETIMES is not a valid enum value"):
        checked("AWS::Cognito::UserPool", {"MfaConfiguration": "SOMETIMES"})


def test_what_only_the_service_sets_is_refused() -> None:
    with pytest.raises(ResourceFailed, match=r"extraneous key \[ClientSecret\] is not permitted"):
        checked("AWS::Cognito::UserPoolClient", {"UserPoolId": "us-east-1_Abcdefghi", "ClientSecret": "mine"})
