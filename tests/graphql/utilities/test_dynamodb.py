"""``$util.dynamodb``."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from poolhouse.graphql.utilities.dynamodb import to_dynamodb
from poolhouse.graphql.utilities.errors import TemplateFailure

Call = Callable[..., Any]


@pytest.mark.parametrize(
    ("function", "arguments", "typed"),
    [
        ("toDynamoDB", ("x",), {"S": "x"}),
        ("toDynamoDB", (12,), {"N": 12}),
        ("toDynamoDB", (1.5,), {"N": 1.5}),
        ("toDynamoDB", (True,), {"BOOL": True}),
        ("toDynamoDB", (None,), {"NULL": None}),
        ("toDynamoDB", (["a", ["a"]],), {"L": [{"S": "a"}, {"L": [{"S": "a"}]}]}),
        ("toDynamoDB", ({"k": {"j": None}},), {"M": {"k": {"M": {"j": {"NULL": None}}}}}),
        ("toString", ("x",), {"S": "x"}),
        ("toStringSet", (["x", "y"],), {"SS": ["x", "y"]}),
        ("toNumber", (5,), {"N": 5}),
        ("toNumberSet", ([1, 2.5],), {"NS": [1, 2.5]}),
        ("toBinary", ("aGk=",), {"B": "aGk="}),
        ("toBinarySet", (["aGk="],), {"BS": ["aGk="]}),
        ("toBoolean", (False,), {"BOOL": False}),
        ("toNull", (), {"NULL": None}),
        ("toList", ([1],), {"L": [{"N": 1}]}),
        ("toMap", ({"a": 1},), {"M": {"a": {"N": 1}}}),
        ("toMapValues", ({"a": 1, "b": "x"},), {"a": {"N": 1}, "b": {"S": "x"}}),
        *(
            (function, (None,), None)
            for function in ("toString", "toStringSet", "toNumber", "toNumberSet", "toBinary", "toBinarySet")
        ),
        *((function, (None,), None) for function in ("toBoolean", "toList", "toMap", "toMapValues")),
    ],
)
def test_types(call: Call, function: str, arguments: tuple[Any, ...], typed: Any) -> None:
    answer = call(f"util.dynamodb.{function}", *arguments)
    assert answer == typed
    assert json.loads(call(f"util.dynamodb.{function}Json", *arguments)) == typed


def test_the_order_of_keys_is_kept_and_text_is_compact(call: Call) -> None:
    assert call("util.dynamodb.toMapValuesJson", {"z": 1, "a": "x"}) == '{"z":{"N":1},"a":{"S":"x"}}'


@pytest.mark.parametrize(
    ("function", "value"),
    [
        ("toNumber", "5"),
        ("toNumber", True),
        ("toNumber", float("nan")),
        ("toNumberSet", [None]),
        ("toNumberSet", 1),
        ("toStringSet", "x"),
        ("toBinary", 1),
        ("toBinarySet", [1]),
        ("toBoolean", "true"),
        ("toList", {}),
        ("toMap", []),
        ("toMapValues", "x"),
    ],
)
def test_values_of_another_type_fail(call: Call, function: str, value: Any) -> None:
    with pytest.raises(TemplateFailure, match=f"util.dynamodb.{function}"):
        call(f"util.dynamodb.{function}", value)


def test_pointers_to_s3(call: Call) -> None:
    pointer = call("util.dynamodb.toS3Object", "foo", "bar", "baz")
    assert pointer == {"S": '{ "s3" : { "key" : "foo", "bucket" : "bar", "region" : "baz" } }'}
    versioned = call("util.dynamodb.toS3Object", 'f"o', "bar", "baz", "v1")["S"]
    assert call("util.dynamodb.fromS3ObjectJson", versioned) == {
        "key": 'f"o',
        "bucket": "bar",
        "region": "baz",
        "version": "v1",
    }
    assert call("util.dynamodb.fromS3ObjectJson", None) is None
    for text in ("[]", "{}", '{"s3": 1}', "nonsense"):
        with pytest.raises(TemplateFailure):
            call("util.dynamodb.fromS3ObjectJson", text)


def plain(typed: dict[str, Any]) -> Any:
    """What DynamoDB's clients make of a typed value."""
    ((kind, value),) = typed.items()
    match kind:
        case "M":
            return {key: plain(item) for key, item in value.items()}
        case "L":
            return [plain(item) for item in value]
        case _:
            return value


@settings(deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    )
)
def test_typed_values_hold_all_that_was_given(value: Any) -> None:
    typed = to_dynamodb(value)
    assert plain(typed) == value
    assert repr(plain(typed)) == repr(value)
