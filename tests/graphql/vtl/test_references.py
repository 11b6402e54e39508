"""References: what they name, what they print, and how templates reach into values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from poolhouse.graphql.vtl.template import BadTemplate, Template

TextOf = Callable[..., str]

CONTEXT: dict[str, Any] = {
    "args": {"id": "a1", "empty": "", "zero": 0, "tags": ["x", "y"], "nested": {"deep": {"n": 1.5}}, "nothing": None},
    "identity": {"claims": {"cognito:groups": ["admins"]}},
}


@pytest.mark.parametrize(
    ("template", "output"),
    [
        ("$ctx.args.id", "a1"),
        ("${ctx.args.id}x", "a1x"),
        ("$context.args.id", "a1"),
        ("$!ctx.args.id", "a1"),
        ("$!{ctx.args.id}", "a1"),
        ("[$ctx.args.missing]", "[$ctx.args.missing]"),
        ("[${ctx.args.missing}]", "[${ctx.args.missing}]"),
        ("[$!ctx.args.missing]", "[]"),
        ("[$!{nobody.knows}]", "[]"),
        ("$nobody", "$nobody"),
        ("$ctx.args.nothing", "$ctx.args.nothing"),
        ("$ctx.args.missing.further.and.further", "$ctx.args.missing.further.and.further"),
        ("$ctx.args.missing.split(':').size()", "$ctx.args.missing.split(':').size()"),
        ('$ctx.args["id"]', "a1"),
        ("$ctx.args['nested'].deep.n", "1.5"),
        ("$ctx.args.tags[0]$ctx.args.tags[1]", "xy"),
        ("$ctx.args.tags[-1]", "y"),
        ("$ctx.args.tags[2]", "$ctx.args.tags[2]"),
        ("$ctx.args.tags['a']", "$ctx.args.tags['a']"),
        ('$ctx.identity.claims.get("cognito:groups")', "[admins]"),
        ("$ctx.args.tags.empty $ctx.args.empty.empty", "false true"),
        ("$ctx.args.id.", "a1."),
        ("$ctx.args.id.$ctx.args.zero", "a1.0"),
        ("$ctx.args.id-$ctx.args.zero", "a1-0"),
        ("$ $5 $$ctx.args.id ${ $! $!{", "$ $5 $a1 ${ $! $!{"),
        (r"\$ctx.args.id \\$ctx.args.id \$nobody \\$nobody", r"$ctx.args.id \a1 \$nobody \\$nobody"),
    ],
)
def test_printing(text_of: TextOf, template: str, output: str) -> None:
    assert text_of(template, CONTEXT) == output


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (["a", 1, True, None, 2.0], "[a, 1, true, null, 2.0]"),
        ({"a": 1, "b": {"c": []}}, "{a=1, b={c=[]}}"),
        (1e10, "1.0E10"),
        (1.5e-7, "1.5E-7"),
        (12345678.5, "1.23456785E7"),
        (1e6, "1000000.0"),
        (0.001, "0.001"),
        (10**18, "1000000000000000000"),
    ],
)
def test_values_print_as_java_prints_them(text_of: TextOf, value: Any, printed: str) -> None:
    assert text_of("$ctx.v", {"v": value}) == printed


def test_key_sets_and_entries_print_as_java_prints_them(text_of: TextOf) -> None:
    template = '#set($d = {"content": 1, "done": 2})"Unauthorized on ${d.keySet()}" $d.values() $d.entrySet()'
    assert text_of(template) == '"Unauthorized on [content, done]" [1, 2] [content=1, done=2]'


def test_null_has_no_methods_and_unknown_methods_are_null(text_of: TextOf) -> None:
    # Amplify's resolver of a model's owner does all of this, also to lists and to null.
    template = (
        '#set($list = $ctx.source.owner.split("::"))'
        "#set($index = $list.size() - 1)"
        "#if($list)list#else nothing#end#if($list[$index])item#else nothing#end"
        "$util.qr($ctx.source.owner.put($list))"
    )
    assert text_of(template, {"source": {"owner": None}}) == " nothing nothing"
    assert text_of(template, {"source": {"owner": "sub::name"}}) == "listitem"
    assert text_of(template, {"source": {"owner": ["sub::name"]}}) == " nothing nothing"


@pytest.mark.parametrize(
    "reference",
    [
        "$ctx.class",
        "$ctx.getClass()",
        "$ctx.args.id.class",
        "$ctx.args.id.getClass()",
        "$ctx.args.id.getClass().forName('java.lang.Runtime')",
        "$ctx.args.tags.class.name",
        "$ctx.args.tags.getClass()",
        "$ctx.args.zero.getClass()",
        "$ctx.args.id.__class__",
        "$ctx.args.id.__class__.__mro__",
        "$ctx.__class__",
        "$ctx.args.tags.__len__()",
        "$ctx.args.id.format('x')",
        "$ctx.args.id.encode()",
        "$ctx.args.tags.append('z')",
        "$ctx.args.copy()",
        "$ctx.args.id.length('too', 'many')",
        "$ctx.args.id.substring('a text')",
        "$ctx.args.id.substring(true)",
    ],
)
def test_nothing_beyond_the_listed_methods_exists(text_of: TextOf, reference: str) -> None:
    assert text_of(f"$util.isNull({reference})", CONTEXT) == "true"


def test_namespaces_lead_nowhere_else(text_of: TextOf) -> None:
    for way in ("class", "__class__", "_utilities"):
        with pytest.raises(BadTemplate, match=r"no function \$util"):
            Template.parse(f"$util.{way}")


@pytest.mark.parametrize(
    "unknown", ["$util.nope()", "$utils.time.later()", "$extensions.open()", "$util.nope", "$util.time.nowISO8601"]
)
def test_unknown_functions_are_refused_when_the_template_is_read(unknown: str) -> None:
    with pytest.raises(BadTemplate) as refused:
        Template.parse(f"text\n  {unknown}")
    assert refused.value.line == 2
    assert unknown.removesuffix("()").replace("utils", "util") in refused.value.message


def test_functions_refuse_the_wrong_number_of_arguments_when_the_template_is_read() -> None:
    with pytest.raises(BadTemplate, match=r"\$util.unauthorized does not take 1 arguments \(line 1, column 1\)"):
        Template.parse("$util.unauthorized('x')")
    with pytest.raises(BadTemplate, match=r"\$util.toJson does not take 0 arguments"):
        Template.parse("$util.toJson()")
