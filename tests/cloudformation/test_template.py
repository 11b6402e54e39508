"""Templates as text: JSON, YAML with the short forms, and what is wrong with them."""

from __future__ import annotations

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poolhouse.cloudformation.dependencies import check_references, order
from poolhouse.cloudformation.template import Template
from poolhouse.errors import ServiceError

YAML = """
AWSTemplateFormatVersion: 2010-09-09
Parameters:
  Stage: {Type: String, Default: dev}
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
Resources:
  Pool:
    Type: AWS::Cognito::UserPool
    Properties:
      UserPoolName: !Sub "${Stage}-pool"
  Client:
    Type: AWS::Cognito::UserPoolClient
    Condition: IsProd
    DependsOn: Pool
    Properties:
      UserPoolId: !GetAtt Pool.UserPoolId
      ClientName: !Join ["-", [!Ref Stage, web]]
"""


def refused(text: str) -> str:
    with pytest.raises(ServiceError) as caught:
        check_references(Template.parse(text))
    assert caught.value.type == "ValidationError"
    return caught.value.message


def test_short_forms_mean_the_long_ones() -> None:
    template = Template.parse(YAML)
    assert template.resources["Pool"].properties == {"UserPoolName": {"Fn::Sub": "${Stage}-pool"}}
    assert template.resources["Client"].properties == {
        "UserPoolId": {"Fn::GetAtt": ["Pool", "UserPoolId"]},
        "ClientName": {"Fn::Join": ["-", [{"Ref": "Stage"}, "web"]]},
    }
    assert template.conditions == {"IsProd": {"Fn::Equals": [{"Ref": "Stage"}, "prod"]}}
    assert template.resources["Client"].depends_on == ("Pool",)


def resources(**named: object) -> str:
    return json.dumps({"Resources": {name: {"Type": "AWS::S3::Bucket", **one} for name, one in named.items()}})  # type: ignore[dict-item]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "Template format error: JSON not well-formed. (line 1, column 2)"),
        ("a: [", "Template format error: YAML not well-formed. (line 1, column 5)"),
        ("just text", "Template format error: unsupported structure."),
        ("{}", "Template format error: At least one Resources member must be defined."),
        (
            '{"Resources": {"A": {}}}',
            "Template format error: [/Resources/A] Every Resources object must contain a Type member.",
        ),
        (
            '{"Resources": {"A": {"Type": "T", "Properties": {"X": "\\ud800"}}}}',
            "Template format error: [/Resources/A/Properties/X] holds half of a surrogate pair.",
        ),
        ('{"Sources": {}}', "Invalid template property or properties [Sources]"),
        (
            '{"Resources": {"A": {"Type": "T", "Properties": {"X": null}}}}',
            "[/Resources/A/Properties/X] 'null' values are not allowed in templates",
        ),
        (
            resources(A={"Properties": {"X": {"Ref": "B"}}}),
            "Template format error: Unresolved resource dependencies [B] in the Resources block of the template",
        ),
        (
            resources(A={"DependsOn": "B"}),
            "Template format error: Unresolved resource dependencies [B] in the Resources block of the template",
        ),
        (
            resources(A={"Properties": {"X": {"Fn::GetAtt": ["B", "Arn"]}}}),
            "Template error: instance of Fn::GetAtt references undefined resource B",
        ),
        (
            '{"Conditions": {"C": {"Fn::Equals": [{"Ref": "A"}, "x"]}}, "Resources": {"A": {"Type": "T"}}}',
            "Template format error: Unresolved dependencies [A]. Cannot reference resources in the Conditions block of "
            "the template",
        ),
        ("A: &r {}\nB: *r", "Template format error: YAML not well-formed. (line 2, column 4)"),
        ("Resources: {A: {Type: T}, A: {Type: T}}", "Template format error: YAML not well-formed. (line 1, column 27)"),
    ],
)
def test_refusals(text: str, message: str) -> None:
    assert refused(text) == message


def needs(text: str) -> dict[str, list[str]]:
    template = Template.parse(text)
    return order(template, template.resources.__contains__, lambda _: True)


def test_what_is_needed_comes_first() -> None:
    text = resources(
        A={"Properties": {"X": {"Fn::Sub": "${B.Arn}"}}},
        B={"DependsOn": ["C"]},
        C={"Properties": {"Y": {"Fn::If": ["Some", "plain", {"Ref": "A"}]}}},
    )
    assert list(needs(text)) == ["C", "B", "A"]


def test_a_circle_is_refused_with_its_members() -> None:
    with pytest.raises(ServiceError) as caught:
        needs(resources(A={"DependsOn": "B"}, B={"Properties": {"X": {"Ref": "A"}}}))
    assert caught.value.message == "Circular dependency between resources: [A, B]"


@given(st.text())
def test_any_text_is_a_template_or_refused(text: str) -> None:
    with contextlib.suppress(ServiceError):
        Template.parse(text)


@pytest.mark.parametrize("depth", [1000, 100_000])
def test_deep_nesting_is_refused(depth: int) -> None:
    for text in ("[" * depth, '{"a":' * depth, "- " * depth + "x"):
        with pytest.raises(ServiceError):
            Template.parse(text)
