"""``$util.transform``: filters of DynamoDB and of subscriptions."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from poolhouse.graphql.utilities.errors import TemplateFailure

Call = Callable[..., Any]


@pytest.mark.parametrize(
    ("conditions", "expression", "values"),
    [
        ({"f": {"eq": "v"}}, "(#f = :f_eq)", {":f_eq": {"S": "v"}}),
        ({"f": {"ne": 1}}, "(#f <> :f_ne)", {":f_ne": {"N": 1}}),
        ({"f": {"le": 1}}, "(#f <= :f_le)", {":f_le": {"N": 1}}),
        ({"f": {"lt": 1}}, "(#f < :f_lt)", {":f_lt": {"N": 1}}),
        ({"f": {"ge": 1}}, "(#f >= :f_ge)", {":f_ge": {"N": 1}}),
        ({"f": {"gt": 1.5}}, "(#f > :f_gt)", {":f_gt": {"N": 1.5}}),
        ({"f": {"contains": "v"}}, "(contains(#f,:f_contains))", {":f_contains": {"S": "v"}}),
        ({"f": {"notContains": "v"}}, "(NOT contains(#f,:f_notContains))", {":f_notContains": {"S": "v"}}),
        ({"f": {"beginsWith": "v"}}, "(begins_with(#f,:f_beginsWith))", {":f_beginsWith": {"S": "v"}}),
        (
            {"f": {"between": [1, 2]}},
            "(#f BETWEEN :f_between_start AND :f_between_end)",
            {":f_between_start": {"N": 1}, ":f_between_end": {"N": 2}},
        ),
        ({"f": {"in": ["a", "b"]}}, "(#f IN (:f_in_0, :f_in_1))", {":f_in_0": {"S": "a"}, ":f_in_1": {"S": "b"}}),
        ({"f": {"in": []}}, "(null)", {}),
        ({"f": {"attributeExists": True}}, "(attribute_exists(#f))", {}),
        ({"f": {"attributeExists": False}}, "(attribute_not_exists(#f))", {}),
        (
            {"f": {"attributeType": "stringSet"}},
            "(attribute_type(#f,:f_attributeType))",
            {":f_attributeType": {"S": "SS"}},
        ),
        (
            {"f": {"attributeType": "_null"}},
            "(attribute_type(#f,:f_attributeType))",
            {":f_attributeType": {"S": "NULL"}},
        ),
        ({"f": {"size": {"gt": 3}}}, "(size(#f) > :f_size_gt)", {":f_size_gt": {"N": 3}}),
        (
            {"f": {"ge": 1, "lt": 5}},
            "((#f >= :f_ge) AND (#f < :f_lt))",
            {":f_ge": {"N": 1}, ":f_lt": {"N": 5}},
        ),
        (
            {"f": {"eq": 1}, "g": {"eq": 2}},
            "(#f = :f_eq) AND (#g = :g_eq)",
            {":f_eq": {"N": 1}, ":g_eq": {"N": 2}},
        ),
        (
            {"or": [{"owner": {"eq": "a"}}, {"title": {"ne": "b"}}]},
            "((#owner = :or_0_owner_eq) OR (#title <> :or_1_title_ne))",
            {":or_0_owner_eq": {"S": "a"}, ":or_1_title_ne": {"S": "b"}},
        ),
        ({"and": [{"f": {"eq": 1}}]}, "(#f = :and_0_f_eq)", {":and_0_f_eq": {"N": 1}}),
        (
            {"f": {"eq": 1}, "and": [{"or": [{"g": {"eq": 2}}, {"h": {"eq": 3}}]}, {"i": {"eq": 4}}]},
            "(#f = :f_eq) AND (((#g = :and_0_or_0_g_eq) OR (#h = :and_0_or_1_h_eq)) AND (#i = :and_1_i_eq))",
            {
                ":f_eq": {"N": 1},
                ":and_0_or_0_g_eq": {"N": 2},
                ":and_0_or_1_h_eq": {"N": 3},
                ":and_1_i_eq": {"N": 4},
            },
        ),
        ({"not": {"f": {"eq": None}}}, "(NOT (#f = :not_f_eq))", {":not_f_eq": {"NULL": None}}),
        # NOT binds more strongly than AND: the members need brackets of their own.
        (
            {"not": {"f": {"eq": 1}, "g": {"eq": 2}}},
            "(NOT ((#f = :not_f_eq) AND (#g = :not_g_eq)))",
            {":not_f_eq": {"N": 1}, ":not_g_eq": {"N": 2}},
        ),
        ({}, "", {}),
    ],
)
def test_expressions(call: Call, conditions: Any, expression: str, values: dict[str, Any]) -> None:
    text = call("util.transform.toDynamoDBFilterExpression", conditions)
    written = json.loads(text)
    assert written["expression"] == expression
    assert written["expressionValues"] == values
    assert list(written) == ["expression", "expressionNames", "expressionValues"]
    names = {name: name[1:] for name in written["expressionNames"]}
    assert written["expressionNames"] == names
    assert all(name in expression or expression == "(null)" for name in names)
    assert call("util.transform.toDynamoDBConditionExpression", conditions) == text


@pytest.mark.parametrize(
    "conditions",
    [
        None,
        "f",
        [],
        {"f": 1},
        {"f": {"like": "x"}},
        {"f": {"eq": 1, "like": "x"}},
        {"f": {"between": [1]}},
        {"f": {"between": 1}},
        {"f": {"in": "a"}},
        {"f": {"beginsWith": 1}},
        {"f": {"attributeExists": "yes"}},
        {"f": {"attributeType": "text"}},
        {"f": {"attributeType": []}},
        {"f": {"size": 3}},
        {"f": {"size": {"contains": 3}}},
        {"f": {"size": {}}},
        {"and": {"f": {"eq": 1}}},
        {"or": {"f": {"eq": 1}}},
        {"or": [1]},
        {"not": [{"f": {"eq": 1}}]},
    ],
)
def test_what_is_not_a_filter_gives_null(call: Call, conditions: Any) -> None:
    assert call("util.transform.toDynamoDBFilterExpression", conditions) is None


@pytest.mark.parametrize("conditions", [{"or": []}, {"and": []}, {"not": {}}])
def test_an_empty_group_never_means_everything(call: Call, conditions: Any) -> None:
    assert "()" in json.loads(call("util.transform.toDynamoDBFilterExpression", conditions))["expression"]


def condition(field: str, operator: str, value: Any) -> dict[str, Any]:
    return {"fieldName": field, "operator": operator, "value": value}


A1, A2 = condition("a", "eq", 1), condition("a", "gt", 2)
B1, C1 = condition("b", "eq", 1), condition("c", "eq", 1)


@pytest.mark.parametrize(
    ("arguments", "groups"),
    [
        (({"a": {"eq": 1}},), [[A1]]),
        (({"a": {"eq": 1, "gt": 2}},), [[A1], [A2]]),
        (({"a": {"eq": 1}, "b": {"eq": 1}},), [[A1, B1]]),
        (({"a": {"eq": 1, "gt": 2}, "b": {"eq": 1}},), [[A1, B1], [A2, B1]]),
        (({"and": [{"a": {"eq": 1}}, {"b": {"eq": 1}}]},), [[A1, B1]]),
        (({"or": [{"a": {"eq": 1}}, {"b": {"eq": 1}}]},), [[A1], [B1]]),
        (({"or": [{"a": {"eq": 1}}, {"b": {"eq": 1}}], "c": {"eq": 1}},), [[A1, C1], [B1, C1]]),
        (({"and": [{"or": [{"a": {"eq": 1}}, {"b": {"eq": 1}}]}, {"c": {"eq": 1}}]},), [[A1, C1], [B1, C1]]),
        (({"a": {"eq": 1}, "b": {"eq": 1}}, ["b"]), [[A1]]),
        (({"a": {"eq": 1}}, ["a"]), []),
        (({},), []),
        (({"or": []},), []),
        (({"a": {"eq": 1}}, [], {"b": {"eq": 1}, "c": {"eq": 1}}), [[A1, B1], [A1, C1]]),
        (({"a": {"eq": 1}}, ["a"], {"b": {"eq": 1}}), [[B1]]),
        (({"a": {"eq": 1}}, None, None), [[A1]]),
        (({"not": {"eq": 1}, "a": {"nonsense": 2}},), [[condition("not", "eq", 1), condition("a", "nonsense", 2)]]),
    ],
)
def test_subscription_filters(call: Call, arguments: tuple[Any, ...], groups: list[Any]) -> None:
    written = call("util.transform.toSubscriptionFilter", *arguments)
    assert written == {"filterGroup": [{"filters": group} for group in groups]}


@pytest.mark.parametrize("conditions", [None, [], "a", {"a": 1}, {"or": [1]}])
def test_what_is_no_map_gives_no_subscription_filter(call: Call, conditions: Any) -> None:
    assert call("util.transform.toSubscriptionFilter", conditions) is None


def test_alternatives_are_bounded(call: Call) -> None:
    with pytest.raises(TemplateFailure, match="alternatives"):
        call("util.transform.toSubscriptionFilter", {f"f{i}": {"eq": 1, "ne": 2} for i in range(40)})


def test_opensearch_is_refused(call: Call) -> None:
    with pytest.raises(TemplateFailure, match="not supported"):
        call("util.transform.toElasticsearchQueryDSL", {"a": {"eq": 1}})
