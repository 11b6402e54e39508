"""Directives and the text around them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from poolhouse.graphql.utilities.errors import TemplateFailure
from poolhouse.graphql.utilities.utilities import Utilities
from poolhouse.graphql.vtl.template import BadTemplate, Rendered, Template

TextOf = Callable[..., str]
Render = Callable[..., Rendered]


@pytest.mark.parametrize(
    ("template", "output"),
    [
        ("a #if(true)b#end c", "a b c"),
        ("#if(false)a#elseif(true)b#else c#end", "b"),
        ("#if(false)a#elseif(null)b#{else}c#end", "c"),
        ("#if ( true )\n  x\n#end\ny", "  x\ny"),
        ("#foreach($i in ['a', 'b'])$i#end", "ab"),
        ("#foreach($i in {'x': 1, 'y': 2})$i#end", "12"),
        ("#foreach($k in {'x': 1, 'y': 2}.nothing)$k#end", None),
        ("#foreach($i in null)$i#end|#foreach($i in 'text')$i#end", "|"),
        ("a ## a comment\nb", "a b"),
        ("a #* a\ncomment *# b", "a  b"),
        ("#[[ $ctx.args #if ]]#", " $ctx.args #if "),
        ("# #1 #word #word(x) ##", "# #1 #word #word(x) "),
        (r"\#if \#end \\#if(true)x#end \x", r"#if #end \x \x"),
        ("x  #set($a = 1)\n$a", "x1"),
        ("#set ($a = 1)#set(${b} = 2)$a$b", "12"),
        ("a#stop b", "a"),
        ("#foreach($i in [1..5])#if($i == 3)#break#end$i#end.", "12."),
        ("#foreach($i in [1..2])#foreach($j in [1..9])#if($j == 2)#break#end$i$j #end#end", "11 21 "),
        ("#macro(pair $a, $b)<$a $b>#end#pair('x' 1)#pair([2], $nobody)", "<x 1><[2] $b>"),
        ("#later(1)#macro(later $x)[$x]#end", "[1]"),
        ("#define($block)hello $who#end#set($who = 'world')$block, $block", "hello world, hello world"),
        ("#set($t = '$a')#set($a = 5)#evaluate($t)#evaluate('#macro(m)m!#end#m()')", "5m!"),
    ],
)
def test_output(text_of: TextOf, template: str, output: str | None) -> None:
    if output is None:
        with pytest.raises(BadTemplate):
            Template.parse(template)
    else:
        assert text_of(template) == output


def test_loops_know_where_they_are(text_of: TextOf) -> None:
    template = (
        "#foreach($i in ['a', 'b'])"
        "$i $foreach.index $foreach.count $foreach.first $foreach.last $foreach.hasNext $velocityCount"
        "#if($foreach.hasNext()), #end"
        "#end"
    )
    assert text_of(template) == "a 0 1 true false true 1, b 1 2 false true false 2"


def test_an_inner_loop_sees_its_parent(text_of: TextOf) -> None:
    template = "#foreach($i in [1..2])#foreach($j in [1])$foreach.parent.index#end$foreach.index#end"
    assert text_of(template) == "0011"


def test_the_names_of_a_loop_are_restored_and_other_names_are_global(text_of: TextOf) -> None:
    template = "#set($i = 'before')#foreach($i in [1..2])#set($seen = $i)#end$i $seen $foreach $velocityCount"
    assert text_of(template) == "before 2 $foreach $velocityCount"


def test_loops_over_entries_and_keys(text_of: TextOf) -> None:
    template = (
        "#foreach($e in $ctx.args.entrySet())$e.key=$e.value;$e.getKey()=$e.getValue() #end"
        "#foreach($k in $ctx.args.keySet())$k#end"
    )
    assert text_of(template, {"args": {"a": 1, "b": 2}}) == "a=1;a=1 b=2;b=2 ab"


def test_a_loop_may_change_what_it_goes_through(text_of: TextOf) -> None:
    template = "#foreach($k in $ctx.args.keySet())$util.qr($ctx.args.remove($k))#end$ctx.args"
    assert text_of(template, {"args": {"a": 1, "b": 2}}) == "{}"


def test_set_changes_the_context_in_place(render: Render) -> None:
    arguments: dict[str, Any] = {"input": {"id": "1"}, "list": [1, 2]}
    context: dict[str, Any] = {"args": arguments, "arguments": arguments, "stash": {}}
    render(
        '#set($ctx.args.filter = {"a": 1})'
        '#set($ctx.args.input["owner"] = "me")'
        "#set($ctx.args.list[1] = 9)"
        '$util.qr($ctx.stash.put("hasAuth", true))'
        "#set($ctx.args.missing.deep = 1)"
        "#set($request = {})#set($request.nextToken = 5)#set($ctx.stash.request = $request)",
        context,
    )
    assert arguments == {"input": {"id": "1", "owner": "me"}, "list": [1, 9], "filter": {"a": 1}}
    assert context["stash"] == {"hasAuth": True, "request": {"nextToken": 5}}


def test_both_names_of_the_arguments_stay_one_object(render: Render) -> None:
    context: dict[str, Any] = {"args": {}, "arguments": {}}
    render("#set($ctx.args = {'a': 1})", context)
    assert context["arguments"] == {"a": 1}
    assert context["arguments"] is context["args"]


def test_set_assigns_null(text_of: TextOf) -> None:
    assert text_of("#set($x = 1)#set($x = $ctx.nothing)$x") == "$x"


def test_variables_last_for_one_rendering(utilities: Utilities) -> None:
    template = Template.parse("$!x#set($x = 1)")
    assert template.render({}, utilities).text == template.render({}, utilities).text == ""


@pytest.mark.parametrize(
    ("template", "value"), [("#return", None), ("#return()", None), ("#return({'a': 1})", {"a": 1})]
)
def test_return_ends_the_template_with_a_value(render: Render, template: str, value: Any) -> None:
    assert render(f"text #if(true)#foreach($i in [1..2]){template}#end#end more") == Rendered(None, True, value)


def test_without_return_there_is_text_alone(render: Render) -> None:
    assert render("x") == Rendered("x", False, None)


def test_parameters_of_macros_shadow_and_other_names_last(text_of: TextOf) -> None:
    assert text_of("#set($a = 1)#macro(m $a)$a#set($b = 2)#end#m(9)$a$b") == "912"


@pytest.mark.parametrize(
    "template",
    [
        "#if(true)",
        "#if",
        "#if(true) #else",
        "#end",
        "#else",
        "#elseif(true)",
        "#if(true)a#end#end",
        "#foreach($i of [1])#end",
        "#foreach(i in [1])#end",
        "#foreach($i in [1])",
        "#set($x)",
        "#set(x = 1)",
        "#set",
        "#set($x.f() = 1)",
        "#set($util.toJson(1) = 1)",
        "#set($util = 1)",
        "#set($ctx = 1)",
        "#foreach($util in [1])#end",
        "#define($extensions)#end",
        "#macro(m $context)#end",
        "#macro(if $x)#end",
        "#macro(end)#end",
        "#macro()#end",
        "#include('file')",
        "#parse('file')",
        "#{parse}('file')",
        "#* open",
        "#[[ open",
        "${open",
        "$x[",
        "$x.f(",
        "#return(1, 2)",
        "#set($x = '#end' + \"#end\")",
    ],
)
def test_wrong_templates_are_refused_with_their_place(template: str) -> None:
    with pytest.raises(BadTemplate, match=r"\(line 2, column \d+\)$") as refused:
        Template.parse(f"first line\n{template}")
    assert (refused.value.line, refused.value.column > 0) == (2, True)


def test_a_mistake_inside_a_string_is_reported_where_the_string_begins() -> None:
    with pytest.raises(BadTemplate, match=r"line 3, column 9"):
        Template.parse('\n\n#set($x="$util.nope()")')


def test_a_template_has_at_most_64_kilobytes() -> None:
    Template.parse("é" * 32 * 1024)
    with pytest.raises(BadTemplate, match="longer"):
        Template.parse("é" * (32 * 1024 + 1))


def test_loops_have_at_most_a_thousand_iterations(text_of: TextOf) -> None:
    assert len(text_of("#foreach($i in [1..1000])x#end")) == 1000
    with pytest.raises(TemplateFailure, match="1000 iterations"):
        text_of("#foreach($i in [1..1001])x#end")


@pytest.mark.parametrize(
    "template",
    [
        "#foreach($i in [1..1000])#foreach($j in [1..1000])#set($x = 1)#end#end",
        "#set($t = 'xxxxxxxxxxxxxxxx')#foreach($i in [1..40])#set($t = \"$t$t\")#end",
        "#set($t = 'xxxxxxxxxxxxxxxx')#foreach($i in [1..40])#set($t = $t + $t)#end",
        "#set($t = 'xxxxxxxxxxxxxxxx')#foreach($i in [1..40])#set($t = $t.concat($t))#end",
        "#set($t = 'xxxxxxxxxxxxxxxx')#foreach($i in [1..40])#set($t = $t.replace('x', 'xx'))#end",
        "#set($t = 'xxxxxxxxxxxxxxxx')#foreach($i in [1..40])#set($t = $t.replaceAll('x', 'xx'))#end",
        "#set($t = 'xxxxxxxxxxxxxxxx')#foreach($i in [1..40])#set($t = $util.str.toReplace($t, 'x', 'xx'))#end",
        "#set($l = [1])#foreach($i in [1..40])$util.qr($l.addAll($l))#end",
        "#set($m = {})#foreach($i in [1..40])#set($m = {'a': $m, 'b': $m})#end$m",
        "#set($m = {})#foreach($i in [1..40])#set($m = {'a': $m, 'b': $m})#end$util.toJson($m)",
        "#set($m = {})#foreach($i in [1..40])#set($m = {'a': $m, 'b': $m})#end$util.dynamodb.toDynamoDB($m)",
        "#set($m = {})#set($n = {})#foreach($i in [1..40])#set($m = [$m, $m])#set($n = [$n, $n])#end#if($m == $n)#end",
        "#set($m = {})#foreach($i in [1..900])#set($m = {'a': $m})#end$util.toJson($m)$m",
        "#set($m = {})#set($m.self = $m)$m",
        "#set($m = {})#set($m.self = $m)$util.toJson($m)",
        "#set($m = {})#set($m.self = $m)#if($m == {'self': $m})#end",
        "#macro(m)#m()#end#m()",
        "#define($d)$d#end$d",
        "#set($e = '#evaluate($e)')#evaluate($e)",
        "#set($l = [1..1000000000])",
        "#evaluate('#if')",
        "#evaluate('$util.nope()')",
        "## #macro(ghost)\n#ghost()",
        "$util.qr({'a': 1}.put([1], 2))",
        "#set($m = {})$util.qr($m.put([1], 2))",
        "#set($u = $util)$u.nope()",
        "#set($u = $util)$u.nope.deeper()",
        "#set($u = $util)$u['nope'].x$u.class",
    ],
)
def test_what_cannot_be_carried_out_fails_clearly(text_of: TextOf, template: str) -> None:
    with pytest.raises((TemplateFailure, BadTemplate)) as failed:
        text_of(template)
    assert str(failed.value)
