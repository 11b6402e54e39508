"""The smaller groups: ``list``, ``map``, ``math``, ``str``, ``rds``, ``xml``, ``http``, and ``$extensions``."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from poolhouse.graphql.utilities.errors import TemplateFailure
from poolhouse.graphql.utilities.utilities import Utilities

Call = Callable[..., Any]


def test_lists_are_copied(call: Call) -> None:
    values = ["a", 1, {"k": 1}, "b", True]
    assert call("util.list.copyAndRetainAll", values, ["b", {"k": 1.0}]) == [{"k": 1}, "b"]
    assert call("util.list.copyAndRemoveAll", values, ["b", {"k": 1.0}, 1.0]) == ["a", True]
    assert values == ["a", 1, {"k": 1}, "b", True]
    with pytest.raises(TemplateFailure, match=r"util.list.copyAndRemoveAll expects a list"):
        call("util.list.copyAndRemoveAll", None, [])


def test_long_lists_of_maps_are_not_compared(call: Call) -> None:
    maps: list[dict[str, int]] = [{"k": index} for index in range(1000)]
    with pytest.raises(TemplateFailure, match="too long"):
        call("util.list.copyAndRemoveAll", maps, [{"j": index} for index in range(1000)])


@pytest.mark.parametrize(
    ("values", "descending", "name", "order"),
    [
        ([3, 1, 2], False, None, [1, 2, 3]),
        (["b", "a"], True, None, ["b", "a"]),
        ([{"n": 2}, {"n": 1}], False, "n", [{"n": 1}, {"n": 2}]),
        ([{"n": 2}, {"n": 3}], True, "n", [{"n": 3}, {"n": 2}]),
        ([2, "a"], False, None, [2, "a"]),
        ([{"n": 2}, {"n": "a"}], False, "n", [{"n": 2}, {"n": "a"}]),
        ([2, {"n": 1}], False, "n", [2, {"n": 1}]),
        (list(range(1001, 0, -1)), False, None, list(range(1001, 0, -1))),
        ([], False, None, []),
    ],
)
def test_lists_are_sorted(call: Call, values: list[Any], descending: bool, name: str | None, order: list[Any]) -> None:
    assert call("util.list.sortList", values, descending, name) == order


def test_maps_are_copied_in_order(call: Call) -> None:
    values = {"z": 1, "a": 2, "m": 3}
    retained = call("util.map.copyAndRetainAllKeys", values, ["m", "z", ["odd"]])
    assert list(retained.items()) == [("z", 1), ("m", 3)]
    assert call("util.map.copyAndRemoveAllKeys", values, ["m", "z"]) == {"a": 2}
    assert len(values) == 3
    with pytest.raises(TemplateFailure, match="expects a map"):
        call("util.map.copyAndRemoveAllKeys", [], [])


@pytest.mark.parametrize(("value", "rounded"), [(2.5, 3), (-2.5, -2), (2.4, 2), (7, 7)])
def test_rounding(call: Call, value: float, rounded: int) -> None:
    assert call("util.math.roundNum", value) == rounded


def test_numbers(call: Call) -> None:
    assert call("util.math.minVal", 1, 2.5) == 1
    assert call("util.math.maxVal", 1, 2.5) == 2.5
    assert 0 <= call("util.math.randomDouble") < 1
    assert {call("util.math.randomWithinRange", 5, 8) for _ in range(10)} == {5, 6, 7}
    for bounds in ((5, 5), (6, 5), (1.5, 3), (None, 1)):
        with pytest.raises(TemplateFailure):
            call("util.math.randomWithinRange", *bounds)
    with pytest.raises(TemplateFailure, match="expects a number"):
        call("util.math.roundNum", float("inf"))


def test_texts(call: Call) -> None:
    assert call("util.str.toUpper", "aé") == "AÉ"
    assert call("util.str.toLower", "AÉ") == "aé"
    assert call("util.str.toReplace", "a.b.c", ".", "$0") == "a$0b$0c"
    assert call("util.str.normalize", "e\u0301", "nfc") == "é"
    assert call("util.str.normalize", "é", "NFD") == "e\u0301"
    with pytest.raises(TemplateFailure, match="nfc, nfd"):
        call("util.str.normalize", "x", "nfx")


ANSWER = {
    "sqlStatementResults": [
        {"numberOfRecordsUpdated": 1},
        {
            "records": [[{"stringValue": "Mark"}, {"longValue": 3}], [{"isNull": True}, {"doubleValue": 1.5}]],
            "columnMetadata": [{"name": "name", "label": "who"}, {"name": "n"}],
        },
    ]
}


def test_relational_answers_become_rows(call: Call) -> None:
    rows = [[], [{"who": "Mark", "n": 3}, {"who": None, "n": 1.5}]]
    assert call("util.rds.toJsonObject", json.dumps(ANSWER)) == rows
    assert json.loads(call("util.rds.toJsonString", json.dumps(ANSWER))) == rows
    assert call("util.rds.toJsonObject", None) is None


@pytest.mark.parametrize(
    "answer",
    [
        [],
        {},
        {"sqlStatementResults": [1]},
        {"sqlStatementResults": [{"records": [[1]], "columnMetadata": [{"name": "a"}]}]},
        {"sqlStatementResults": [{"records": [[{}]], "columnMetadata": [{"name": "a"}]}]},
        {"sqlStatementResults": [{"records": [[{"longValue": 1}]], "columnMetadata": []}]},
        {"sqlStatementResults": [{"records": [[{"longValue": 1}]], "columnMetadata": [{}]}]},
    ],
)
def test_other_answers_fail(call: Call, answer: Any) -> None:
    with pytest.raises(TemplateFailure, match="relational data source"):
        call("util.rds.toJsonObject", json.dumps(answer))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("<a><b>1</b><c>x</c></a>", {"a": {"b": 1, "c": "x"}}),
        ("<a><b>1</b><b>2.5</b><b>true</b></a>", {"a": {"b": [1, 2.5, True]}}),
        ("<a/>", {"a": ""}),
        ('<a k="1">text</a>', {"a": {"k": 1, "content": "text"}}),
        ("<a>\n <b> x &lt; y </b>\n</a>", {"a": {"b": "x < y"}}),
        ("<a>007</a>", {"a": "007"}),
        ("<?xml version='1.0' encoding='UTF-8'?><a>é<![CDATA[<>]]></a>", {"a": "é<>"}),
    ],
)
def test_xml_becomes_maps(call: Call, text: str, value: Any) -> None:
    assert call("util.xml.toMap", text) == value
    assert json.loads(call("util.xml.toJsonString", text)) == value


def test_xml_may_keep_its_texts(call: Call) -> None:
    assert call("util.xml.toJsonString", "<a><b>1</b><c>true</c></a>", True) == '{"a":{"b":"1","c":"true"}}'


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<a>",
        "<a></b>",
        "<a/><b/>",
        "<!DOCTYPE a><a/>",
        '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>',
        '<!DOCTYPE a SYSTEM "http://127.0.0.1:1/a.dtd"><a/>',
        "<a>&undeclared;</a>",
        "<a>" * 200 + "</a>" * 200,
        "<a>" + "x" * 1024 * 1024 + "</a>",
        5,
    ],
)
def test_bad_or_dangerous_xml_fails(call: Call, text: Any) -> None:
    with pytest.raises(TemplateFailure, match=r"\$util\.xml"):
        call("util.xml.toMap", text)


def test_headers_of_a_connection_are_not_copied(call: Call) -> None:
    headers = {"Host": "h", "x-a": "1", "connection": "close", "TE": "x", "authorization": "kept"}
    assert call("util.http.copyHeaders", headers) == {"x-a": "1", "authorization": "kept"}


def test_headers_of_the_answer_are_recorded(call: Call, utilities: Utilities) -> None:
    assert call("util.http.addResponseHeader", "X-One", "1") == ""
    call("util.http.addResponseHeaders", {"x-two": "2", "x-one": "3"})
    assert utilities.response_headers == {"x-one": "3", "x-two": "2"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Authorization", "x"),
        ("cookie", "x"),
        ("Set-Cookie", "x"),
        ("host", "x"),
        ("content-length", "1"),
        ("x-amzn-requestid", "x"),
        ("X-Amz-Date", "x"),
        ("access-control-allow-origin", "*"),
        ("x-a", "1\r\nset-cookie: a=b"),
        ("x a", "1"),
        ("x-a\r\nx-b", "1"),
        ("", "1"),
        ("x-a", 1),
        (None, "1"),
    ],
)
def test_other_headers_fail(call: Call, utilities: Utilities, name: Any, value: Any) -> None:
    with pytest.raises(TemplateFailure):
        call("util.http.addResponseHeader", name, value)
    assert utilities.response_headers == {}


def test_extensions_are_recorded(call: Call, utilities: Utilities) -> None:
    accepting = {"filterGroup": [{"filters": [{"fieldName": "a", "operator": "eq", "value": 1}]}]}
    assert call("extensions.setSubscriptionFilter", accepting) == ""
    assert call("extensions.setSubscriptionInvalidationFilter", {"filterGroup": []}) == ""
    assert utilities.subscription_filter == accepting
    assert utilities.invalidation_filter == {"filterGroup": []}
    assert call("extensions.evictFromApiCache", "Query", "f", {"a": 1}) == {}
    invalidation = {"subscriptionField": "onX", "payload": {"a": 1}}
    for _ in range(5):
        call("extensions.invalidateSubscriptions", invalidation)
    assert utilities.invalidations == [invalidation] * 5
    with pytest.raises(TemplateFailure, match="at most 5"):
        call("extensions.invalidateSubscriptions", invalidation)


@pytest.mark.parametrize("conditions", [None, {}, "x", {"filterGroup": None}, {"filterGroup": "x"}])
def test_what_is_no_subscription_filter_never_counts_as_none(call: Call, utilities: Utilities, conditions: Any) -> None:
    with pytest.raises(TemplateFailure, match="subscription filter"):
        call("extensions.setSubscriptionFilter", conditions)
    assert utilities.subscription_filter is None


@pytest.mark.parametrize("invalidation", [None, {}, {"subscriptionField": "x"}, {"payload": {}}])
def test_incomplete_invalidations_fail(call: Call, invalidation: Any) -> None:
    with pytest.raises(TemplateFailure):
        call("extensions.invalidateSubscriptions", invalidation)
