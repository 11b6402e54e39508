"""The utilities of APPSYNC_JS do what those of mapping templates do, which have tests of their own."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from poolhouse.graphql.utilities.errors import TemplateFailure
from poolhouse.graphql.utilities.utilities import Utilities
from tests.graphql.conftest import Harbour, js
from tests.graphql.identifiers import ksuid_parts, ulid_parts

CALL = js("return ctx.args.calls.map(([name, args]) => name.split('.').reduce((at, key) => at[key], {util})(...args))")


class Both:
    """The same call in both languages."""

    def __init__(self, harbour: Harbour) -> None:
        self.harbour = harbour
        parts = harbour.house.parts
        self.utilities = Utilities(harbour.house.clock, parts.entropy, "API Key Authorization")

    def script(self, name: str, *args: Any) -> Any:
        context = {"arguments": {"calls": [[name, args]]}, "stash": {}}
        run = self.harbour.scripts.run(CALL, "request", context, auth_type="API Key Authorization", timeout=10)
        outcome = self.harbour.house.runner.run(run)
        return outcome.value[0] if outcome.fault is None else Fault(outcome.fault)

    def template(self, name: str, *args: Any) -> Any:
        try:
            return json.loads(json.dumps(self.utilities.function(name)(*args)))
        except TemplateFailure as failure:
            return Fault(failure.message)


class Fault:
    """A refusal; the words may differ."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Fault)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"Fault({self.text!r})"


@pytest.fixture(scope="module")
def both(harbour: Harbour) -> Both:
    return Both(harbour)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**40), 2**40) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
OPERAND = st.sampled_from([1, "x", True, None, ["a", "b"], [1], [], {"gt": 2}, "string"])
OPERATORS = [
    "eq", "ne", "le", "lt", "ge", "gt", "contains", "notContains", "beginsWith", "between", "in", "attributeExists",
    "attributeType", "size", "toString", "like",
]  # fmt: skip
FIELD = st.dictionaries(st.sampled_from(OPERATORS), OPERAND, max_size=2)
FILTER = st.recursive(
    st.dictionaries(st.sampled_from(["title", "done"]), FIELD | OPERAND, max_size=2),
    lambda inner: st.fixed_dictionaries(
        {}, optional={"and": st.lists(inner, max_size=2), "or": st.lists(inner, max_size=2), "not": inner, "x": FIELD}
    ),
    max_leaves=5,
)


@settings(max_examples=60, deadline=None)
@given(JSON)
def test_typed_values(both: Both, value: Any) -> None:
    name = "util.dynamodb.toDynamoDB"
    assert both.script(name, value) == both.template(name, value)


@settings(max_examples=120, deadline=None)
@given(FILTER)
def test_expressions(both: Both, conditions: Any) -> None:
    name = "util.transform.toDynamoDBFilterExpression"
    assert both.script(name, conditions) == both.template(name, conditions)


@settings(max_examples=80, deadline=None)
@given(FILTER, st.lists(st.sampled_from(["title", "x"]), max_size=1), FILTER)
def test_subscription_filters(both: Both, conditions: Any, ignored: list[str], rules: Any) -> None:
    name = "util.transform.toSubscriptionFilter"
    assert both.script(name, conditions, ignored, rules) == both.template(name, conditions, ignored, rules)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(["escapeJavaScript", "urlEncode", "base64Encode", "str.toUpper"]),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
)
def test_texts(both: Both, name: str, text: str) -> None:
    assert both.script(f"util.{name}", text) == both.template(f"util.{name}", text)


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("urlDecode", ["a+b%20%C3%A9"]),
        ("base64Decode", ["aMOp"]),
        ("base64Decode", ["a"]),
        ("matches", ["a+", "aaa"]),
        ("matches", ["a+", "baaa"]),
        ("matches", ["(?i)A+", "aaa"]),
        ("matches", ["(", "x"]),
        ("authType", []),
        ("str.toReplace", ["a.b.c", ".", "$&"]),
        ("str.normalize", ["e\u0301", "nfc"]),
        ("str.normalize", ["e", "nfx"]),
        ("math.roundNum", [2.5]),
        ("math.roundNum", [-2.5]),
        ("math.minVal", [1, 2]),
        ("math.maxVal", [1, 2.5]),
        ("math.maxVal", ["1", 2]),
        ("dynamodb.toStringSet", [["a", "b"]]),
        ("dynamodb.toNumberSet", [[1, 2.5]]),
        ("dynamodb.toNumberSet", [["x"]]),
        ("dynamodb.toBinary", ["AA=="]),
        ("dynamodb.toBoolean", [True]),
        ("dynamodb.toBoolean", ["true"]),
        ("dynamodb.toNull", []),
        ("dynamodb.toMapValues", [{"a": 1, "b": {"c": None}}]),
        ("dynamodb.toMap", [[1]]),
        ("dynamodb.toString", [None]),
        ("dynamodb.toS3Object", ["k", "b", "r"]),
        ("dynamodb.fromS3ObjectJson", ['{"s3": {"key": "k"}}']),
        ("dynamodb.fromS3ObjectJson", ["{}"]),
        ("http.copyHeaders", [{"Host": "h", "X-A": "1"}]),
        ("time.nowISO8601", []),
        ("time.nowEpochSeconds", []),
        ("time.nowEpochMilliSeconds", []),
        ("time.nowFormatted", ["yyyy-MM-dd HH:mm:ssZ"]),
        ("time.nowFormatted", ["EEEE d MMMM yy, h:mm a 'at' XXX", "Europe/Vienna"]),
        ("time.nowFormatted", ["yyyy", "Nowhere/Land"]),
        ("time.nowFormatted", ["yyyy GG"]),
        ("time.epochMilliSecondsToFormatted", [1700000000123, "D DDD k K SSS x Z ZZZZ", "+05:30"]),
        ("time.epochMilliSecondsToISO8601", [1700000000123]),
        ("time.epochMilliSecondsToSeconds", [-1]),
        ("time.epochMilliSecondsToSeconds", ["x"]),
        ("time.parseISO8601ToEpochMilliSeconds", ["2026-11-20T23:59:09.123+01:00"]),
        ("time.parseISO8601ToEpochMilliSeconds", ["2026-02-30T23:59:09Z"]),
        ("time.parseISO8601ToEpochMilliSeconds", ["2026-11-20"]),
        ("time.parseFormattedToEpochMilliSeconds", ["2026-11-20 23:59:09+0100", "yyyy-MM-dd HH:mm:ssZ"]),
        ("time.parseFormattedToEpochMilliSeconds", ["20 Nov 26 11:59 PM", "dd MMM yy hh:mm a", "Europe/Vienna"]),
        ("time.parseFormattedToEpochMilliSeconds", ["2026-07-01 00:00", "yyyy-MM-dd HH:mm", "America/New_York"]),
        ("time.parseFormattedToEpochMilliSeconds", ["2026-07-01", "yyyy-MM-dd"]),
        ("time.parseFormattedToEpochMilliSeconds", ["x", "yyyy-MM-dd", "UTC"]),
    ],
)
def test_single_calls(both: Both, name: str, args: list[Any]) -> None:
    assert both.script(f"util.{name}", *args) == both.template(f"util.{name}", *args)


def test_random_identifiers(both: Both) -> None:
    made = {both.script("util.autoId") for _ in range(20)}
    assert len(made) == 20
    assert all(
        re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", each) for each in made
    )


@pytest.mark.parametrize(
    ("name", "form", "parts"),
    [
        ("autoUlid", r"[0-9A-HJKMNP-TV-Z]{26}", ulid_parts),
        ("autoKsuid", r"[0-9A-Za-z]{27}", ksuid_parts),
    ],
)
def test_time_ordered_identifiers(both: Both, name: str, form: str, parts: Callable[[str], tuple[int, int]]) -> None:
    made = [both.script(f"util.{name}") for _ in range(20)]
    assert all(re.fullmatch(form, each) for each in made)
    times, randoms = zip(*map(parts, made), strict=True)
    assert set(times) == {parts(both.template(f"util.{name}"))[0]}
    assert len(set(randoms)) == 20


def test_random_numbers_keep_to_their_range(both: Both) -> None:
    assert {both.script("util.math.randomWithinRange", 1, 3) for _ in range(60)} == {1, 2}
    assert 0 <= both.script("util.math.randomDouble") < 1
    assert both.script("util.math.randomWithinRange", 3, 3) == Fault("")


@pytest.mark.parametrize("header", ["authorization", "Set-Cookie", "x-amzn-requestid", "access-control-x", "a b", ""])
def test_headers_that_are_not_the_codes_to_set(both: Both, header: str) -> None:
    assert both.script("util.http.addResponseHeader", header, "x") == Fault("")
    assert both.script("util.http.addResponseHeader", "x-mine", "a\nb") == Fault("")
