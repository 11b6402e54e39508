"""What holds for every template."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from poolhouse.graphql.utilities import catalogue
from poolhouse.graphql.utilities.errors import ResolverError, TemplateFailure, Unauthorized
from poolhouse.graphql.utilities.utilities import Utilities
from poolhouse.graphql.vtl.template import BadTemplate, Template
from poolhouse.system import SystemClock, SystemEntropy

_PIECES = st.sampled_from(
    [
        "$", "#", "{", "}", "(", ")", "[", "]", '"', "'", "\\", "\n", " ", ".", "..", ",", ":", "=", "==", "!", "&&",
        "-", "+", "%", "1", "2.5", "null", "true", "#if(", "#else", "#elseif(", "#end", "#set($x = ", "#foreach($i in ",
        "#macro(m $a)", "#m(", "#define($d)", "$d", "#evaluate(", "#return", "#break", "#stop", "##", "#*", "*#", "#[[",
        "]]#", "$x", "$!x", "${x}", "$x.size()", "$x.split(", "$ctx", ".args", ".put(", "$util.toJson(", "$util.error(",
        "$util", "$i", "$foreach.index", "abc", "#{else}", "$x[", "not ", " eq ",
    ]
)  # fmt: skip
_SOUP = st.one_of(st.text(), st.lists(_PIECES, max_size=40).map("".join))

_JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


def _utilities() -> Utilities:
    return Utilities(SystemClock(), SystemEntropy(), "User Pool Authorization")


@settings(deadline=None)
@given(_SOUP)
def test_any_text_is_a_template_or_a_bad_one_and_ends_in_a_known_way(text: str) -> None:
    context: dict[str, Any] = {"args": {"a": [1, "x"]}}
    with suppress(BadTemplate, TemplateFailure, ResolverError, Unauthorized):
        Template.parse(text).render(context, _utilities())


@settings(deadline=None)
@given(st.text(st.characters(exclude_characters="$#")))
def test_text_without_signs_is_its_own_output(text: str) -> None:
    assert Template.parse(text).render({}, _utilities()).text == text


@settings(deadline=None)
@given(_JSON)
def test_values_reach_functions_and_come_back_unchanged(value: Any) -> None:
    template = Template.parse("#set($x = $ctx.v)#set($l = [$x])#set($m = {'k': $l})#return($m.k[0])")
    returned = template.render({"v": value}, _utilities()).value
    assert returned == value
    assert repr(returned) == repr(value)


@settings(deadline=None)
@given(st.sampled_from(["split", "replaceAll", "replaceFirst", "matches", "substring", "get", "put", "add", "set",
                        "remove", "indexOf", "contains", "putAll", "addAll", "removeAll", "subList", "charAt",
                        "getOrDefault", "containsValue", "concat", "replace", "equals", "toString", "doubleValue",
                        "intValue", "entrySet"]),
       _JSON, st.lists(_JSON | st.text("()[]{}*+?.|\\^$ab1", max_size=8), max_size=3))  # fmt: skip
def test_methods_end_in_a_known_way(name: str, holder: Any, arguments: list[Any]) -> None:
    written = ", ".join(f"$ctx.a[{index}]" for index in range(len(arguments)))
    template = Template.parse(f"$ctx.v.{name}({written})")
    with suppress(TemplateFailure):
        template.render({"v": holder, "a": arguments}, _utilities())


@settings(deadline=None)
@given(st.data())
def test_functions_end_in_a_known_way(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(catalogue.names())))
    found = catalogue.find(name)
    assert found is not None
    arguments = data.draw(st.lists(_JSON, min_size=found.fewest, max_size=found.most))
    with suppress(TemplateFailure, ResolverError, Unauthorized):
        _utilities().function(name)(*arguments)


@pytest.mark.parametrize("name", sorted(catalogue.names()))
@pytest.mark.parametrize("odd", ["$ctx.m.entrySet()", "$ctx.m.entrySet()[0]", "$foreach", "$util", "[$util]", "$ctx.l"])
def test_functions_end_in_a_known_way_for_values_that_are_not_json(name: str, odd: str) -> None:
    found = catalogue.find(name)
    assert found is not None
    for count in range(found.fewest, found.most + 1):
        template = Template.parse(f"#foreach($i in [1])$!{name}({', '.join([odd] * count)})#end")
        endless: list[Any] = []
        endless.append(endless)
        with suppress(TemplateFailure, ResolverError, Unauthorized):
            template.render({"m": {"a": [1], "b": float("nan")}, "l": endless}, _utilities())


@pytest.mark.parametrize("odd", ["$ctx.m.entrySet()", "$foreach", "$util", "{'a': [$ctx.m.nan]}"])
def test_what_leaves_a_template_is_json(odd: str) -> None:
    for way in ("#return(@)", "$util.error('m', 'T', @)", "$util.appendError('m', 'T', null, @)"):
        template = Template.parse(f"#foreach($i in [1]){way.replace('@', odd)}#end")
        with pytest.raises(TemplateFailure):
            template.render({"m": {"a": [1], "nan": float("nan")}}, _utilities())
