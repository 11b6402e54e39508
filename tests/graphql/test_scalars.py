"""AppSync's scalars, in and out."""

from __future__ import annotations

import ipaddress
import json
from datetime import date, time
from typing import Any

import pytest
from graphql import GraphQLError, GraphQLScalarType
from hypothesis import given
from hypothesis import strategies as st

from poolhouse.graphql.failures import ScalarFailure
from poolhouse.graphql.scalars import NAMES
from poolhouse.graphql.schema import build_schema
from tests.graphql.conftest import Harbour, js, unit

SCHEMA = build_schema("type Query { a: Int }")
ACCEPTED = {
    "AWSDate": ["2026-11-21", "1970-01-01Z", "2024-02-29+01:00", "2026-11-21-08:00:30", "-0044-03-15", "0000-01-01"],
    "AWSTime": ["12:30", "23:59:59", "12:30:00.5", "12:30:00.123456789Z", "00:00+18:00", "12:30-01:30:15"],
    "AWSDateTime": [
        "2026-11-21T12:30Z",
        "2026-11-21T12:30:24.123456789-07:00",
        "-0001-01-01T00:00Z",
        "2024-02-29T00:00:00+00:00",
    ],
    "AWSEmail": ["a@b", "first.last+tag@example.co.uk", '"odd name"@example.com', "ünï@example.com"],
    "AWSURL": ["https://example.com", "http://example.com/a/b?c=//d#e", "mailto:a@b.c", "ftp://h/f"],
    "AWSPhone": ["+1 555-123-4567", "5551234567", "+43 660 1234567", "555 123", "(555) 123-4567"],
    "AWSIPAddress": ["127.0.0.1", "10.0.0.0/8", "::1", "2001:db8::/32"],
}
REFUSED = {
    "AWSDate": ["2026-2-1", "2026-02-30", "21-11-2026", "2026-11-21T", "2023-02-29", "2026-11-21+19:00", "x", ""],
    "AWSTime": ["24:00", "12:60", "12", "12:30:61", "12:30:00.1234567890", "12:30 Z", "12:30+1"],
    "AWSDateTime": ["2026-11-21T12:30", "2026-11-21 12:30Z", "2026-13-01T00:00Z", "2026-11-21", "2026-11-21T25:00Z"],
    "AWSEmail": ["a", "a@", "@b", "a b@c", "a@b c", "a@@b", "a..b@c", "a@b\n"],
    "AWSURL": ["example.com", "/path", "http://example.com//a", "http://a b", "://x", "http://[bad"],
    "AWSPhone": ["phone", "+", "12", "1" * 20, "555.123.4567", "+1  555", "555-"],
    "AWSIPAddress": ["256.0.0.1", "1.2.3", "::g", "10.0.0.0/33", "localhost"],
}


def scalar(name: str) -> GraphQLScalarType:
    found = SCHEMA.type_map.get(name) or build_schema(f"type Query {{ a: {name} }}").type_map[name]
    assert isinstance(found, GraphQLScalarType)
    return found


def test_all_texts_are_in_the_tables() -> None:
    assert {*ACCEPTED, "AWSTimestamp", "AWSJSON"} == set(NAMES) == {*REFUSED, "AWSTimestamp", "AWSJSON"}


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in ACCEPTED.items() for text in texts])
def test_texts_that_fit_are_kept_as_they_are(name: str, text: str) -> None:
    assert scalar(name).coerce_input_value(text) == text
    assert scalar(name).coerce_output_value(text) == text


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in REFUSED.items() for text in texts])
def test_texts_that_do_not_fit(name: str, text: str) -> None:
    with pytest.raises(GraphQLError):
        scalar(name).coerce_input_value(text)
    with pytest.raises(ScalarFailure):
        scalar(name).coerce_output_value(text)


@given(st.dates(min_value=date(1, 1, 1)), st.times(), st.sampled_from(["Z", "+05:30", "-11:00"]))
def test_every_moment_fits(day: date, clock: time, offset: str) -> None:
    assert scalar("AWSDate").coerce_input_value(f"{day}{offset}")
    assert scalar("AWSTime").coerce_input_value(clock.isoformat() + offset)
    assert scalar("AWSDateTime").coerce_input_value(f"{day}T{clock.isoformat()}{offset}")


@given(st.ip_addresses(), st.integers(0, 32))
def test_every_address_fits(address: ipaddress.IPv4Address, bits: int) -> None:
    assert scalar("AWSIPAddress").coerce_input_value(str(address))
    assert scalar("AWSIPAddress").coerce_input_value(f"{address}/{bits}")


@given(st.sampled_from(sorted(ACCEPTED)), st.text() | st.integers() | st.none() | st.lists(st.integers()))
def test_nothing_else_happens_than_acceptance_or_refusal(name: str, value: Any) -> None:
    try:
        assert scalar(name).coerce_input_value(value) == value
    except GraphQLError:
        with pytest.raises(ScalarFailure):
            scalar(name).coerce_output_value(value)


@given(st.integers(-(2**62), 2**62))
def test_timestamps(value: int) -> None:
    assert scalar("AWSTimestamp").coerce_input_value(value) == value
    assert scalar("AWSTimestamp").coerce_output_value(value) == value


@pytest.mark.parametrize("value", ["1", True, 1.5, None, 2**70])
def test_timestamps_that_are_none(value: Any) -> None:
    with pytest.raises(GraphQLError):
        scalar("AWSTimestamp").coerce_input_value(value)
    with pytest.raises(ScalarFailure):
        scalar("AWSTimestamp").coerce_output_value(value)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(JSON)
def test_json_comes_in_parsed_and_goes_out_as_text(value: Any) -> None:
    assert scalar("AWSJSON").coerce_input_value(json.dumps(value)) == value
    if not isinstance(value, str):
        assert json.loads(scalar("AWSJSON").coerce_output_value(value)) == value


@given(st.text())
def test_a_text_goes_out_as_json_always(value: str) -> None:
    written = scalar("AWSJSON").coerce_output_value(value)
    assert written == value or json.loads(written) == value
    json.loads(written)


@pytest.mark.parametrize("value", ["{", "", "nope", 1, None, {}, "[" * 100_000])
def test_json_that_is_none(value: Any) -> None:
    with pytest.raises(GraphQLError):
        scalar("AWSJSON").coerce_input_value(value)


def test_in_queries_as_literals_and_variables(harbour: Harbour) -> None:
    schema = "type Query { go(at: AWSTimestamp, day: AWSDate, map: AWSJSON): AWSJSON }"
    api = harbour.deploy(schema, [unit("Query", "go", js("return {payload: ctx.args}"))])
    expected = {"at": 0, "day": "2026-11-21", "map": {"a": [1]}}
    literal = """{ go(at: 0, day: "2026-11-21", map: "{\\"a\\": [1]}") }"""
    assert json.loads(harbour.ask(api, literal).data["go"]) == expected
    query = "query($at: AWSTimestamp, $day: AWSDate, $map: AWSJSON) { go(at: $at, day: $day, map: $map) }"
    variables = {"at": 0, "day": "2026-11-21", "map": '{"a": [1]}'}
    assert json.loads(harbour.ask(api, query, variables).data["go"]) == expected
    for odd in ('{ go(at: "0") }', "{ go(day: 1) }", '{ go(day: "x") }', "{ go(map: {a: 1}) }"):
        assert harbour.ask(api, odd).json["data"] is None


@pytest.mark.parametrize("query", ["query($a: AWSJSON) { go(json: $a) }", "{ go(json: %s) }"])
@pytest.mark.parametrize(("depth", "fits"), [(100, True), (101, False), (900, False), (100_000, False)])
def test_json_that_is_nested_too_deep(harbour: Harbour, query: str, depth: int, fits: bool) -> None:
    text = "[" * depth + "]" * depth
    resolver = unit("Query", "go", js("return {payload: 1}"))
    api = harbour.deploy("type Query { go(json: AWSJSON): Int }", [resolver])
    reply = harbour.ask(api, query.replace("%s", json.dumps(text)), {"a": text})
    if fits:
        assert reply.data == {"go": 1}
    else:
        message = "Unable to parse a value as valid JSON: it is nested more than 100 deep."
        assert message in reply.json["errors"][0]["message"]
        assert "errorType" not in reply.json["errors"][0]
