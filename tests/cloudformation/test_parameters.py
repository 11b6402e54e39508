"""Parameter values against their declarations."""

from __future__ import annotations

from typing import Any

import pytest

from poolhouse.cloudformation.parameters import resolve_parameters
from poolhouse.errors import ServiceError


def resolved(declared: dict[str, Any], **given: str) -> dict[str, Any]:
    return resolve_parameters({"P": declared}, given, {"/stored": "from the store"}.get)


@pytest.mark.parametrize(
    ("declared", "given", "expected"),
    [
        ({"Type": "String", "Default": "d"}, {}, "d"),
        ({"Type": "Number", "Default": 3}, {}, "3"),
        ({"Type": "Number", "MinValue": 1, "MaxValue": 5}, {"P": "5"}, "5"),
        ({"Type": "CommaDelimitedList"}, {"P": "a, b,c"}, ["a", "b", "c"]),
        ({"Type": "List<Number>"}, {"P": "1,2"}, ["1", "2"]),
        ({"Type": "AWS::SSM::Parameter::Value<String>"}, {"P": "/stored"}, "from the store"),
        ({"Type": "String", "AllowedValues": ["a", 1]}, {"P": "1"}, "1"),
        ({"Type": "String", "AllowedPattern": "[a-z]+"}, {"P": "abc"}, "abc"),
    ],
)
def test_values(declared: dict[str, Any], given: dict[str, str], expected: Any) -> None:
    assert resolved(declared, **given)["P"] == expected


@pytest.mark.parametrize(
    ("declared", "given", "text"),
    [
        ({"Type": "String"}, {}, "Parameters: [P] must have values"),
        ({"Type": "String", "Default": ""}, {"Q": "x"}, "Parameters: [Q] do not exist in the template"),
        ({"Type": "String", "AllowedValues": ["a"]}, {"P": "b"}, "Parameter 'P' must be one of AllowedValues"),
        ({"Type": "String", "AllowedPattern": "[a-z]+"}, {"P": "A"}, "Parameter 'P' must match pattern [a-z]+"),
        ({"Type": "String", "AllowedPattern": "[a-z]+", "ConstraintDescription": "Small."}, {"P": "A"}, "Small."),
        (
            {"Type": "String", "AllowedPattern": "(a+)+$"},
            {"P": "a" * 34 + "b"},
            "Parameter 'P' must match pattern (a+)+$",
        ),
        ({"Type": "Number"}, {"P": "many"}, "Parameter 'P' must be a number."),
        ({"Type": "List<Number>"}, {"P": "1,x"}, "Parameter 'P' must be a number."),
        (
            {"Type": "AWS::SSM::Parameter::Value<String>"},
            {"P": "/absent"},
            "Unable to fetch parameters [/absent] from parameter store for this account.",
        ),
    ],
)
def test_refusals(declared: dict[str, Any], given: dict[str, str], text: str) -> None:
    with pytest.raises(ServiceError) as refused:
        resolved(declared, **given)
    assert (refused.value.type, refused.value.message) == ("ValidationError", text)


def test_the_version_of_a_bootstrap_stack_is_not_asked_for() -> None:
    declared = {"BootstrapVersion": {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/cdk-bootstrap/version"}}
    assert resolve_parameters(declared, {}, lambda _: None) == {}
