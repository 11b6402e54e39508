"""``$util`` itself: questions, defaults, encodings, JSON, identifiers, errors."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from poolhouse.graphql.utilities import catalogue
from poolhouse.graphql.utilities.errors import ResolverError, TemplateFailure, Unauthorized
from poolhouse.graphql.utilities.json_text import parse_json, to_json
from poolhouse.graphql.utilities.logs import LogLine
from poolhouse.graphql.utilities.utilities import Utilities
from tests.graphql.identifiers import ksuid_parts, ulid_parts

Call = Callable[..., Any]


def test_the_list_of_functions_is_complete() -> None:
    expected = {
        "util": "escapeJavaScript urlEncode urlDecode base64Encode base64Decode parseJson toJson autoId autoUlid "
        "autoKsuid unauthorized error appendError validate isNull isNullOrEmpty isNullOrBlank defaultIfNull "
        "defaultIfNullOrEmpty defaultIfNullOrBlank isString isNumber isBoolean isList isMap typeOf matches authType "
        "getErrors qr quiet",
        "util.log": "info debug error",
        "util.time": "nowISO8601 nowEpochSeconds nowEpochMilliSeconds nowFormatted parseFormattedToEpochMilliSeconds "
        "parseISO8601ToEpochMilliSeconds epochMilliSecondsToSeconds epochMilliSecondsToISO8601 "
        "epochMilliSecondsToFormatted",
        "util.list": "copyAndRetainAll copyAndRemoveAll sortList",
        "util.map": "copyAndRetainAllKeys copyAndRemoveAllKeys",
        "util.rds": "toJsonString toJsonObject",
        "util.http": "copyHeaders addResponseHeader addResponseHeaders",
        "util.xml": "toMap toJsonString",
        "util.transform": "toDynamoDBFilterExpression toDynamoDBConditionExpression toElasticsearchQueryDSL "
        "toSubscriptionFilter",
        "util.math": "roundNum minVal maxVal randomDouble randomWithinRange",
        "util.str": "toUpper toLower toReplace normalize",
        "util.dynamodb": " ".join(
            f"{name} {name}Json"
            for name in [
                "toDynamoDB",
                "toString",
                "toStringSet",
                "toNumber",
                "toNumberSet",
                "toBinary",
                "toBinarySet",
                "toBoolean",
                "toNull",
                "toList",
                "toMap",
                "toMapValues",
                "toS3Object",
            ]
        )
        + " fromS3ObjectJson",
        "extensions": "evictFromApiCache setSubscriptionFilter setSubscriptionInvalidationFilter "
        "invalidateSubscriptions",
    }
    assert set(catalogue.names()) == {f"{group}.{name}" for group, names in expected.items() for name in names.split()}


def test_unknown_functions_and_wrong_numbers_of_arguments_fail(call: Call) -> None:
    with pytest.raises(TemplateFailure, match=r"no function \$util.nope"):
        call("util.nope")
    with pytest.raises(TemplateFailure, match=r"\$util.isNull does not take 2 arguments"):
        call("util.isNull", 1, 2)


@pytest.mark.parametrize(
    ("value", "null", "empty", "blank"),
    [
        (None, True, True, True),
        ("", False, True, True),
        (" \n", False, False, True),
        ("x", False, False, False),
        ([], False, True, False),
        ({}, False, True, False),
        ([0], False, False, False),
        (0, False, False, False),
        (False, False, False, False),
    ],
)
def test_null_empty_and_blank(call: Call, value: Any, null: bool, empty: bool, blank: bool) -> None:
    assert call("util.isNull", value) is null
    assert call("util.isNullOrEmpty", value) is empty
    assert call("util.isNullOrBlank", value) is blank
    assert call("util.defaultIfNull", value, "d") == ("d" if null else value)
    assert call("util.defaultIfNullOrEmpty", value, "d") == ("d" if empty else value)
    assert call("util.defaultIfNullOrBlank", value, "d") == ("d" if blank else value)


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (None, "Null"),
        (1, "Number"),
        (1.5, "Number"),
        ("x", "String"),
        ({}, "Map"),
        ([], "List"),
        (True, "Boolean"),
        (object(), "Object"),
    ],
)
def test_types(call: Call, value: Any, name: str) -> None:
    assert call("util.typeOf", value) == name
    answers = {each: call(f"util.is{each}", value) for each in ("String", "Number", "Boolean", "List", "Map")}
    assert answers == {each: each == name for each in answers}


@pytest.mark.parametrize(
    ("function", "given", "answer"),
    [
        ("escapeJavaScript", 'it\'s "a" \\ b\n</é>', 'it\\\'s \\"a\\" \\\\ b\\n<\\/\\u00E9>'),
        ("escapeJavaScript", "😀", "\\uD83D\\uDE00"),
        ("urlEncode", "a b&c=d/é*~", "a+b%26c%3Dd%2F%C3%A9*%7E"),
        ("urlDecode", "a+b%26c%C3%A9", "a b&cé"),
        ("base64Encode", "hé", "aMOp"),
        ("base64Decode", "aMOp", "hé"),
        *((function, None, None) for function in ("escapeJavaScript", "urlEncode", "urlDecode", "base64Encode")),
    ],
)
def test_encodings(call: Call, function: str, given: Any, answer: Any) -> None:
    assert call(f"util.{function}", given) == answer


@pytest.mark.parametrize(
    "function", ["escapeJavaScript", "urlEncode", "urlDecode", "base64Encode", "base64Decode", "parseJson"]
)
def test_what_is_no_text_fails(call: Call, function: str) -> None:
    with pytest.raises(TemplateFailure, match=f"util.{function} expects a text"):
        call(f"util.{function}", 5)


@settings(deadline=None)
@given(st.text())
def test_encodings_can_be_undone(text: str) -> None:
    function = Utilities.function
    utilities = Utilities(None, None, "")  # type: ignore[arg-type]
    for there, back in (("urlEncode", "urlDecode"), ("base64Encode", "base64Decode")):
        assert function(utilities, f"util.{back}")(function(utilities, f"util.{there}")(text)) == text


def test_json_is_compact_and_keeps_letters(call: Call) -> None:
    value = {"b": [1, 2.5, True, None], "a": 'é\n"', "c": {}}
    assert call("util.toJson", value) == '{"b":[1,2.5,true,null],"a":"é\\n\\"","c":{}}'
    assert call("util.toJson", None) == "null"


@settings(deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=20,
    )
)
def test_json_round_trip(value: Any) -> None:
    text = to_json(value)
    assert parse_json(text) == value
    assert json.loads(text) == value


@pytest.mark.parametrize("text", ["", "{", "[1,]", "NaN", "Infinity", "'a'", "1 2", "[" * 100_000, "9" * 10_000])
def test_what_is_no_json_fails(call: Call, text: str) -> None:
    with pytest.raises(TemplateFailure):
        call("util.parseJson", text)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), object()])
def test_what_json_cannot_hold_fails(call: Call, value: Any) -> None:
    with pytest.raises(TemplateFailure):
        call("util.toJson", [value])


def test_null_parses_to_null(call: Call) -> None:
    assert call("util.parseJson", None) is None


def test_identifiers_come_from_the_given_clock_and_randomness(call: Call) -> None:
    assert call("util.autoId") == "00000000-0000-4000-8000-000000000001"
    ulid = call("util.autoUlid")
    assert len(ulid) == 26
    assert ulid_parts(ulid) == (1_795_219_149_123, 2)
    ksuid = call("util.autoKsuid")
    assert len(ksuid) == 27
    assert ksuid_parts(ksuid) == (395_219_149, 3)


def test_errors_are_raised_with_all_that_was_given(call: Call) -> None:
    with pytest.raises(ResolverError) as raised:
        call("util.error", "m", "T", {"id": 1}, ["info"])
    error = raised.value
    assert (error.message, error.type, error.data, error.error_info) == ("m", "T", {"id": 1}, ["info"])
    with pytest.raises(ResolverError) as raised:
        call("util.error", "m")
    assert (raised.value.message, raised.value.type, raised.value.data) == ("m", None, None)
    with pytest.raises(Unauthorized):
        call("util.unauthorized")


def test_validation_passes_on_true_alone(call: Call) -> None:
    assert call("util.validate", True, "m") == ""
    for condition in (False, None, "true", 1):
        with pytest.raises(ResolverError) as raised:
            call("util.validate", condition, "m")
        assert (raised.value.message, raised.value.type) == ("m", "CustomTemplateException")
    with pytest.raises(ResolverError) as raised:
        call("util.validate", False, "m", "T", {"a": 1})
    assert (raised.value.type, raised.value.data) == ("T", {"a": 1})


def test_appended_errors_are_recorded(call: Call, utilities: Utilities) -> None:
    assert call("util.appendError", "first") == ""
    call("util.appendError", "second", "T", [1], {"b": 2})
    assert [(each.message, each.type, each.data, each.error_info) for each in utilities.appended_errors] == [
        ("first", None, None, None),
        ("second", "T", [1], {"b": 2}),
    ]
    assert [each["message"] for each in call("util.getErrors")] == ["first", "second"]


def test_the_way_of_authorisation_and_nothing_at_all(call: Call) -> None:
    assert call("util.authType") == "User Pool Authorization"
    assert call("util.qr", {"a": 1}) == call("util.quiet", None) == ""


def test_log_lines_are_recorded_up_to_a_bound(call: Call, utilities: Utilities) -> None:
    call("util.log.info", "got {} of {}", [1, {"a": True}])
    call("util.log.error", {"a": 1})
    call("util.log.debug", "x")
    assert utilities.log_lines == [
        LogLine("info", "got 1 of {a=true}"),
        LogLine("error", '{"a":1}'),
        LogLine("debug", "x"),
    ]
    for _ in range(997):
        call("util.log.info", "again")
    with pytest.raises(TemplateFailure, match="log more than"):
        call("util.log.info", "again")
