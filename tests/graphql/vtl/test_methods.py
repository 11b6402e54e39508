"""The methods of Java's classes that templates may call."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from poolhouse.graphql.utilities.errors import TemplateFailure
from poolhouse.graphql.vtl.template import Rendered

Render = Callable[..., Rendered]


@pytest.fixture
def value_of(render: Render) -> Callable[[Any, str], Any]:
    def value(holder: Any, call: str) -> Any:
        return render(f"#return($ctx.v.{call})", {"v": holder}).value

    return value


ValueOf = Callable[[Any, str], Any]


@pytest.mark.parametrize(
    ("text", "call", "value"),
    [
        ("abc", "length()", 3),
        ("", "isEmpty()", True),
        ("abc", "equals('abc')", True),
        ("abc", "equals(null)", False),
        ("abc", "equalsIgnoreCase('ABC')", True),
        ("abc", "contains('b')", True),
        ("abc", "startsWith('ab')", True),
        ("abc", "endsWith('x')", False),
        ("abcb", "indexOf('b')", 1),
        ("abcb", "indexOf('b', 2)", 3),
        ("abcb", "lastIndexOf('b')", 3),
        ("abc", "indexOf('z')", -1),
        ("abc", "substring(1)", "bc"),
        ("abc", "substring(1, 2)", "b"),
        ("abc", "substring(3)", ""),
        ("abc", "charAt(1)", "b"),
        (" \tabc\n", "trim()", "abc"),
        ("a", "concat('b')", "ab"),
        ("Ab", "toLowerCase()", "ab"),
        ("Ab", "toUpperCase()", "AB"),
        ("a.b.c", "replace('.', '-')", "a-b-c"),
        ("a.b.c", "replaceAll('.', '-')", "-----"),
        ("a1b22", "replaceAll('[0-9]+', '<$0>')", "a<1>b<22>"),
        ("John Smith", r"replaceAll('(\w+) (\w+)', '$2, $1')", "Smith, John"),
        ("a1b22", r"replaceFirst('\d+', '#')", "a#b22"),
        (r"it\'s", r"""replaceAll("\\'", "'")""", "it's"),
        ("cost", r"replaceAll('cost', '\$5')", "$5"),
        ("user@example.com", r"matches('^[\w.]+@example\.com$')", True),
        ("xabc", "matches('abc')", False),
        ("a::b", "split('::')", ["a", "b"]),
        ("a,b,,", "split(',')", ["a", "b"]),
        (",a", "split(',')", ["", "a"]),
        ("a,b,c", "split(',', 2)", ["a", "b,c"]),
        ("a,b,,", "split(',', -1)", ["a", "b", "", ""]),
        ("abc", "split('')", ["a", "b", "c"]),
        ("", "split(',')", [""]),
        (",", "split(',')", []),
        ("a1b2", "split('[0-9]')", ["a", "b"]),
        ("a|b", r"split('\|')", ["a", "b"]),
        ("abc", "toString()", "abc"),
    ],
)
def test_texts(value_of: ValueOf, text: str, call: str, value: Any) -> None:
    assert value_of(text, call) == value


@pytest.mark.parametrize("call", ["substring(4)", "substring(2, 1)", "substring(-1)", "charAt(3)"])
def test_places_beyond_a_text_fail(value_of: ValueOf, call: str) -> None:
    with pytest.raises(TemplateFailure, match="no place"):
        value_of("abc", call)


@pytest.mark.parametrize(
    ("call", "value", "after"),
    [
        ("get('a')", 1, {"a": 1, "b": 2}),
        ("get('z')", None, {"a": 1, "b": 2}),
        ("getOrDefault('z', 9)", 9, {"a": 1, "b": 2}),
        ("put('c', 3)", None, {"a": 1, "b": 2, "c": 3}),
        ("put('a', 3)", 1, {"a": 3, "b": 2}),
        ("putAll({'b': 5, 'd': 6})", "", {"a": 1, "b": 5, "d": 6}),
        ("remove('a')", 1, {"b": 2}),
        ("remove('z')", None, {"a": 1, "b": 2}),
        ("clear()", "", {}),
        ("containsKey('a')", True, {"a": 1, "b": 2}),
        ("containsKey(['a'])", False, {"a": 1, "b": 2}),
        ("get(['a'])", None, {"a": 1, "b": 2}),
        ("remove({})", None, {"a": 1, "b": 2}),
        ("getOrDefault([], 5)", 5, {"a": 1, "b": 2}),
        ("containsKey(null)", False, {"a": 1, "b": 2}),
        ("containsValue(2)", True, {"a": 1, "b": 2}),
        ("containsValue(true)", False, {"a": 1, "b": 2}),
        ("keySet()", ["a", "b"], {"a": 1, "b": 2}),
        ("values()", [1, 2], {"a": 1, "b": 2}),
        ("size()", 2, {"a": 1, "b": 2}),
        ("isEmpty()", False, {"a": 1, "b": 2}),
        ("toString()", "{a=1, b=2}", {"a": 1, "b": 2}),
        ("entrySet().size()", 2, {"a": 1, "b": 2}),
    ],
)
def test_maps(value_of: ValueOf, call: str, value: Any, after: dict[str, int]) -> None:
    values = {"a": 1, "b": 2}
    assert value_of(values, call) == value
    assert values == after


@pytest.mark.parametrize(
    ("call", "value", "after"),
    [
        ("get(0)", "a", ["a", "b"]),
        ("get(5)", None, ["a", "b"]),
        ("add('c')", True, ["a", "b", "c"]),
        ("add(0, 'c')", "", ["c", "a", "b"]),
        ("addAll(['c', 'd'])", True, ["a", "b", "c", "d"]),
        ("set(1, 'z')", "b", ["a", "z"]),
        ("remove(0)", "a", ["b"]),
        ("remove('b')", True, ["a"]),
        ("remove('z')", False, ["a", "b"]),
        ("removeAll(['a', 'z'])", True, ["b"]),
        ("contains('a')", True, ["a", "b"]),
        ("containsAll(['a', 'b'])", True, ["a", "b"]),
        ("containsAll(['a', 'z'])", False, ["a", "b"]),
        ("indexOf('b')", 1, ["a", "b"]),
        ("indexOf('z')", -1, ["a", "b"]),
        ("subList(1, 2)", ["b"], ["a", "b"]),
        ("size()", 2, ["a", "b"]),
        ("isEmpty()", False, ["a", "b"]),
        ("clear()", "", []),
        ("put('one argument')", None, ["a", "b"]),
    ],
)
def test_lists(value_of: ValueOf, call: str, value: Any, after: list[str]) -> None:
    values = ["a", "b"]
    assert value_of(values, call) == value
    assert values == after


@pytest.mark.parametrize("call", ["add(3, 'x')", "set(2, 'x')", "remove(2)", "subList(0, 3)", "subList(2, 1)"])
def test_places_beyond_a_list_fail(value_of: ValueOf, call: str) -> None:
    with pytest.raises(TemplateFailure, match="no place"):
        value_of(["a", "b"], call)


@pytest.mark.parametrize(
    ("number", "call", "value"),
    [
        (2.9, "intValue()", 2),
        (-2.9, "longValue()", -2),
        (2, "doubleValue()", 2.0),
        (2, "toString()", "2"),
        (2, "equals(2)", True),
    ],
)
def test_numbers(value_of: ValueOf, number: float, call: str, value: Any) -> None:
    result = value_of(number, call)
    assert (result, type(result)) == (value, type(value))


def test_methods_that_return_nothing_print_nothing_and_others_print(render: Render) -> None:
    template = "#set($l = [])#set($m = {})$l.add(1)|$l.add(0, 2)|$m.putAll({'a': 1})|$m.put('a', 2)|$m.put('b', 3)"
    assert render(template).text == "true|||1|$m.put('b', 3)"
