"""Intrinsic functions, one line of the rules after the other."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poolhouse.cloudformation.intrinsics import NO_VALUE, Evaluator
from poolhouse.errors import ServiceError


class Known:
    def ref(self, logical_id: str) -> str:
        return f"ref-of-{logical_id}"

    def attribute(self, logical_id: str, name: str) -> Any:
        return ["a", "b"] if name == "List" else f"{name}-of-{logical_id}"


def evaluator(**more: Any) -> Evaluator:
    settings: dict[str, Any] = {
        "parameters": {"Stage": "prod", "Names": ["x", "y"], "AWS::Region": "eu-west-1"},
        "mappings": {"Sizes": {"prod": {"count": 3}}},
        "conditions": {
            "IsProd": {"Fn::Equals": [{"Ref": "Stage"}, "prod"]},
            "IsTest": {"Fn::Not": [{"Condition": "IsProd"}]},
        },
        "region": "eu-west-1",
        "resources": Known(),
        "exported": {"shared": "value"}.get,
        "dynamic": {"ssm:/path": "stored"}.get,
    }
    return Evaluator(**{**settings, **more})


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"Ref": "Stage"}, "prod"),
        ({"Ref": "Names"}, ["x", "y"]),
        ({"Ref": "Pool"}, "ref-of-Pool"),
        ({"Fn::GetAtt": ["Pool", "Arn"]}, "Arn-of-Pool"),
        ({"Fn::GetAtt": "Pool.Outputs.Name"}, "Outputs.Name-of-Pool"),
        (
            {"Fn::Sub": "${Stage}-${Pool}-${Pool.Arn}-${!Literal}-$Stage"},
            "prod-ref-of-Pool-Arn-of-Pool-${Literal}-$Stage",
        ),
        ({"Fn::Sub": ["${Stage}/${Own}", {"Stage": "shadow", "Own": {"Ref": "Pool"}}]}, "shadow/ref-of-Pool"),
        ({"Fn::Sub": "${AWS::Region}"}, "eu-west-1"),
        ({"Fn::Join": ["/", ["a", 1, True, {"Ref": "AWS::NoValue"}]]}, "a/1/true"),
        ({"Fn::Join": ["", {"Fn::GetAtt": ["Pool", "List"]}]}, "ab"),
        ({"Fn::Split": ["|", "a||c|"]}, ["a", "", "c", ""]),
        ({"Fn::Select": ["1", {"Ref": "Names"}]}, "y"),
        ({"Fn::If": ["IsProd", "yes", {"Fn::GetAtt": "never asked"}]}, "yes"),
        ({"Fn::If": ["IsTest", "yes", "no"]}, "no"),
        ({"a": {"Fn::If": ["IsProd", {"Ref": "AWS::NoValue"}, "no"]}, "b": [{"Ref": "AWS::NoValue"}, 1]}, {"b": [1]}),
        ({"Fn::FindInMap": ["Sizes", {"Ref": "Stage"}, "count"]}, 3),
        ({"Fn::FindInMap": ["Sizes", "dev", "count", {"DefaultValue": 1}]}, 1),
        ({"Fn::ImportValue": {"Fn::Sub": "shared"}}, "value"),
        ({"Fn::Base64": "äh"}, "w6Ro"),
        ({"Fn::GetAZs": ""}, ["eu-west-1a", "eu-west-1b", "eu-west-1c"]),
        ({"Fn::Cidr": ["10.0.0.0/16", 2, "8"]}, ["10.0.0.0/24", "10.0.1.0/24"]),
        ("before {{resolve:ssm:/path}} after", "before stored after"),
        ({"Condition": {"StringEquals": {"a": {"Ref": "Stage"}}}}, {"Condition": {"StringEquals": {"a": "prod"}}}),
    ],
)
def test_functions(value: Any, expected: Any) -> None:
    assert evaluator().resolve(value) == expected


def test_no_value_is_nothing() -> None:
    assert evaluator().resolve({"Ref": "AWS::NoValue"}) is NO_VALUE


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"Fn::Select": [5, ["a"]]}, "Template error: Fn::Select cannot select nonexistent value at index 5"),
        ({"Fn::FindInMap": ["Sizes", "dev", "count"]}, "Template error: Unable to get mapping for Sizes::dev::count"),
        ({"Fn::If": ["Unknown", 1, 2]}, "Template error: unresolved condition dependency Unknown in Fn::If"),
        ({"Fn::ImportValue": "absent"}, "No export named absent found."),
        ({"Fn::Join": ["", [["nested"]]]}, "Template error: Fn::Join: expected a string, found list."),
        ({"Ref": "A", "Fn::Sub": "B"}, "Template error: Ref must be the only member of its object."),
        ({"Fn::Transform": {}}, "Template error: Fn::Transform is not supported here."),
        ("{{resolve:x:y}}", "Template error: the dynamic reference {{resolve:x:y}} cannot be resolved."),
    ],
)
def test_refusals(value: Any, text: str) -> None:
    with pytest.raises(ServiceError) as refused:
        evaluator().resolve(value)
    assert (refused.value.type, refused.value.message) == ("ValidationError", text)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"Fn::Equals": [1, "1"]}, True),
        ({"Fn::Equals": [True, "true"]}, True),
        ({"Fn::And": [{"Condition": "IsProd"}, {"Fn::Not": [{"Condition": "IsTest"}]}]}, True),
        ({"Fn::Or": [{"Condition": "IsTest"}, {"Condition": "IsTest"}]}, False),
    ],
)
def test_conditions(condition: Any, expected: bool) -> None:
    assert evaluator(conditions={**evaluator().conditions, "Asked": condition}).holds("Asked") is expected


FUNCTIONS = st.sampled_from(["a", "Ref", "Fn::Sub", "Fn::Join", "Fn::GetAtt", "Fn::If", "Fn::Select", "Condition"])

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["a", "Ref", "Fn::Sub", "Fn::Join", "Fn::GetAtt", "Fn::If", "Fn::Select", "Condition"]),
            inner,
            max_size=2,
        )
    ),
    max_leaves=10,
)


@given(json_values)
def test_whatever_stands_there_is_resolved_or_refused_in_words(value: Any) -> None:
    with contextlib.suppress(ServiceError):
        evaluator().resolve(value)


@given(st.lists(st.text(alphabet="abc|", max_size=5), min_size=1, max_size=5))
def test_splitting_undoes_joining(parts: list[str]) -> None:
    plain = [part.replace("|", "") for part in parts]
    joined = {"Fn::Join": ["|", plain]}
    assert evaluator().resolve({"Fn::Split": ["|", joined]}) == plain
