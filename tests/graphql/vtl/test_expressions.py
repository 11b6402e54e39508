"""Expressions inside directives and arguments."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from poolhouse.graphql.utilities.errors import TemplateFailure
from poolhouse.graphql.vtl.template import BadTemplate, Rendered, Template

Render = Callable[..., Rendered]


@pytest.fixture
def evaluate(render: Render) -> Callable[[str], Any]:
    context = {"args": {"text": "x", "one": 1, "list": [1], "map": {}, "yes": True, "no": False, "none": None}}

    def value(expression: str) -> Any:
        return render(f"#return({expression})", context).value

    return value


Evaluate = Callable[[str], Any]


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("1", 1),
        ("-12", -12),
        ("1.5", 1.5),
        ("2e3", 2000.0),
        ("true", True),
        ("false", False),
        ("null", None),
        ("'it''s'", "it's"),
        ('"say ""x"""', 'say "x"'),
        (r'"\u00e9\n"', "é\\n"),
        (r"'\u00e9'", r"\u00e9"),
        ("[]", []),
        ("{}", {}),
        ('[1, "a", [null]]', [1, "a", [None]]),
        ("[1..3]", [1, 2, 3]),
        ("[3..1]", [3, 2, 1]),
        ("[$ctx.args.one..2]", [1, 2]),
        ("[$ctx.args.text..2]", None),
        ('{"k": 1, "j": {"l": [\n1\n]},\n"i": $ctx.args.text}', {"k": 1, "j": {"l": [1]}, "i": "x"}),
    ],
)
def test_literals(evaluate: Evaluate, expression: str, value: Any) -> None:
    assert evaluate(expression) == value
    assert type(evaluate(expression)) is type(value)


def test_maps_keep_the_order_of_their_keys(evaluate: Evaluate) -> None:
    assert list(evaluate('{"z": 1, "a": 2, "m": 3}')) == ["z", "a", "m"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('"$ctx.args.text and ${ctx.args.one}"', "x and 1"),
        ("'$ctx.args.text'", "$ctx.args.text"),
        ('"#if($ctx.args.yes)yes#end"', "yes"),
        ('"#$ctx.args.text"', "#x"),
        ('"#keyCount$ctx.args.one"', "#keyCount1"),
        ('"AND $"', "AND $"),
        ('"$ctx.args.unknown"', "$ctx.args.unknown"),
        ('"a #word b"', "a #word b"),
    ],
)
def test_double_quotes_interpolate_and_single_quotes_do_not(evaluate: Evaluate, text: str, value: str) -> None:
    assert evaluate(text) == value


@pytest.mark.parametrize(
    ("value", "true"),
    [
        ("false", False),
        ("null", False),
        ("$ctx.args.none", False),
        ("$ctx.args.unknown", False),
        ("true", True),
        ("''", True),
        ("0", True),
        ("[]", True),
        ("{}", True),
        ("$ctx.args.map", True),
    ],
)
def test_only_false_and_null_are_untrue(evaluate: Evaluate, value: str, true: bool) -> None:
    assert evaluate(f"!{value}") is not true
    assert evaluate(f"{value} && true") is true
    assert evaluate(f"{value} || false") is true


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("10 - 2 - 3", 5),
        ("7 / 2", 3),
        ("-7 / 2", -3),
        ("-7 % 3", -1),
        ("7.0 / 2", 3.5),
        ("1 / 0", None),
        ("1 % 0", None),
        ("1 + null", None),
        ("true + 1", None),
        ("'a' + 1", "a1"),
        ("1 + 'a'", "1a"),
        ("'a' + $ctx.args.none", "a$ctx.args.none"),
        ("$ctx.args.list.size() - 1", 0),
        ("1 < 2", True),
        ("2 <= 2.0", True),
        ("3 > 4", False),
        ("1 ge 1", True),
        ("1 lt 1", False),
        ("'a' < 'b'", False),
        ("null < 1", False),
        ("1 == 1.0", True),
        ("1 == '1'", True),
        ("1 eq 2", False),
        ("1 ne 2", True),
        ("'a' == 'a'", True),
        ("true == 'true'", True),
        ("true == 1", False),
        ("null == null", True),
        ("null == 'null'", False),
        ("$ctx.args.none == ''", False),
        ("[1, {'a': 2}] == [1.0, {'a': 2}]", True),
        ("[1] == [true]", False),
        ("{'a': 1} != {'a': 2}", True),
        ("not true or true", True),
        ("!false && !false", True),
        ("true || false && false", True),
        ("false and true or true", True),
        ("1 == 1 && 2 == 2", True),
        ("1 + 1 == 2", True),
        ("!(1 == 1)", False),
    ],
)
def test_operators(evaluate: Evaluate, expression: str, value: Any) -> None:
    result = evaluate(expression)
    assert result == value
    assert type(result) is type(value)


def test_the_right_side_is_not_evaluated_when_the_left_decides(evaluate: Evaluate) -> None:
    assert evaluate("false && $util.error('evaluated')") is False
    assert evaluate("true || $util.error('evaluated')") is True


def test_numbers_have_a_bound(render: Render) -> None:
    with pytest.raises(TemplateFailure, match="too large"):
        render("#set($n = 10)#foreach($i in [1..20])#set($n = $n * $n)#end")


@pytest.mark.parametrize(
    "expression",
    [
        "",
        "1 +",
        "(1",
        "[1",
        "[1 2]",
        "{'a'}",
        "{'a': }",
        "{'a': 1",
        "'open",
        '"open',
        "1 = 2",
        "word",
        "$ctx.f(1",
        "[1..]",
        "&& 1",
    ],
)
def test_wrong_expressions_are_refused(expression: str) -> None:
    with pytest.raises(BadTemplate, match=r"\(line 1, column \d+\)$"):
        Template.parse(f"#set($x = {expression})")


def test_nesting_and_chains_are_bounded_when_the_template_is_read() -> None:
    for expression in ("(" * 500 + "1" + ")" * 500, "!" * 500 + "1", "[" * 500 + "]" * 500, "1" + "+1" * 500):
        with pytest.raises(BadTemplate):
            Template.parse(f"#set($x = {expression})")
    with pytest.raises(BadTemplate):
        Template.parse("#if(true)" * 500 + "#end" * 500)
