"""Java's regular expressions, through ``$util.matches``."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from poolhouse.graphql.utilities.errors import TemplateFailure
from poolhouse.graphql.utilities.java_regex import compile_pattern

Call = Callable[..., Any]


@pytest.mark.parametrize(
    ("pattern", "text", "matches"),
    [
        ("a*b", "aaaaab", True),
        ("b", "ab", False),
        ("^ab$", "ab", True),
        (r"[\w.-]+@([\w-]+\.)+[\w-]{2,4}", "ann.b@mail.example.org", True),
        (r"\p{Alpha}+\p{Digit}", "abc1", True),
        (r"\P{Alpha}+", "123", True),
        (r"[\p{Lower}_]+", "a_b", True),
        (r"\p{Punct}", "]", True),
        (r"\w+", "é", False),
        (r"\d+", "٣", False),
        (r"\Qa.b*\E+", "a.b**", True),
        (r"\Qa.b", "a.b", True),
        (r"(?<year>\d{4})-\k<year>", "2026-2026", True),
        (r"(a)(b)\2\1", "abba", True),
        (r"(a)\1+", "aaa", True),
        (r"(?<q>a)\k<q>{2}", "aaa", True),
        (r"(\d{1,3}\.){3}\d{1,3}", "127.0.0.1", True),
        (r"([0-9a-f]{4}-?)([0-9a-f]{4}){2}", "0a1b-00112233", True),
        ("(?i)ABC", "abc", True),
        ("(?s)a.b", "a\nb", True),
        ("a.b", "a\rb", False),
        ("a.b", "a\u2028b", False),
        ("(?:a|b)+c", "abc", True),
        ("(?=a)a(?!c)b", "ab", True),
        ("a++b", "aab", True),
        ("(?>a+)b", "aab", True),
        (r"\x41\u0042\x{1F600}", "AB😀", True),
        (r"\t\e", "\t\x1b", True),
        (r"[^\d]+", "abc", True),
        (r"[\D]+", "abc", True),
        (r"[a\-z]+", "a-z", True),
        (r"[]", "", None),
        (r"a\z", "a", True),
        (r"\R", "\r\n", True),
        (r"\h+\v", " \t\n", True),
        (r"a{2,3}", "aa", True),
        (r"a{2,3}", "aaaa", False),
        (r"\-\/\@", "-/@", True),
        ("~|&", "&", True),
        ("[~|&-]+", "~|&-", True),
    ],
)
def test_matching(call: Call, pattern: str, text: str, matches: bool | None) -> None:
    if matches is None:
        with pytest.raises(TemplateFailure):
            call("util.matches", pattern, text)
    else:
        assert call("util.matches", pattern, text) is matches


def test_null_matches_nothing(call: Call) -> None:
    assert call("util.matches", ".*", None) is False


@pytest.mark.parametrize(
    "pattern",
    [
        r"\p{L}+",
        r"\p{IsGreek}",
        "[a-z&&[^b]]",
        "[a[b]]",
        r"\G",
        r"\q",
        "a(?i)b",
        "(?x)a b",
        "(?<=a+)b",
        "(a",
        "a)",
        "[a",
        "*a",
        "a**",
        "(?<1a>b)",
        "(?#comment)",
        r"\2",
        r"[\b]",
        r"[\W\w\P{Alpha}]",
        "a\\",
        "a" * 1001,
        r"\x{110000}",
        "a{99999999999999999999}",
    ],
)
def test_what_cannot_be_translated_fails(call: Call, pattern: str) -> None:
    with pytest.raises(TemplateFailure, match="regular expression"):
        call("util.matches", pattern, "a")


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("(a|a)*$", "a" * 40 + "!"),
        ("(a|b|ab)*c", "ab" * 400 + "dc"),
        (r"\s*\s*\s*\s*\s*\s*z", " " * 900 + "yz"),
        (".*.*.*.*.*x(?=y)", "a" * 2000 + "x"),
    ],
)
def test_a_search_without_end_is_given_up(call: Call, pattern: str, text: str) -> None:
    with pytest.raises(TemplateFailure, match=r"more than 0\.05 seconds"):
        call("util.matches", pattern, text)


@pytest.mark.parametrize(
    ("pattern", "text"), [("(a?){40}a{40}b", "a" * 40 + "cb"), ("(a+)+b", "a" * 40 + "cb"), (".*.*.*.*.*x", "a" * 2000)]
)
def test_a_search_that_need_not_be_long_is_not(call: Call, pattern: str, text: str) -> None:
    assert call("util.matches", pattern, text) is False


def test_the_searches_of_a_request_are_bounded_together(call: Call) -> None:
    for _ in range(6):
        with pytest.raises(TemplateFailure):
            call("util.matches", "(a|a)*$", "a" * 40 + "!")
    with pytest.raises(TemplateFailure, match="The regular expressions of the request"):
        call("util.matches", "a", "a")


@pytest.mark.parametrize("pattern", ["a{501}", "(?:a{30}){30}", "(?:(?:a{5000}){1000})+b", "[ab]" * 250 + "c" * 251])
def test_large_patterns_are_refused(call: Call, pattern: str) -> None:
    with pytest.raises(TemplateFailure, match=r"has more than 500 parts|longer than 1000"):
        call("util.matches", pattern, "a")


@pytest.mark.parametrize(("pattern", "longest"), [("a", 5 * 1024 * 1024), ("x*b" + "a" * 498, 100_000)])
def test_the_larger_a_pattern_the_shorter_its_subjects(call: Call, pattern: str, longest: int) -> None:
    call("util.matches", pattern, "b" * longest)
    if longest < 5 * 1024 * 1024:
        with pytest.raises(TemplateFailure, match="longer than this regular expression"):
            call("util.matches", pattern, "b" * (longest + 1))


@pytest.mark.parametrize("replacement", ["$", "$x", "${", "${a}", "$9", "a\\"])
def test_wrong_replacements_fail(replacement: str) -> None:
    with pytest.raises(TemplateFailure):
        compile_pattern("(a)").replace("a", replacement)


@settings(deadline=None)
@given(st.text("()[]{}*+?.|\\^$-:=!<>&,abdwpQE01 i", max_size=20) | st.text(max_size=20))
def test_any_pattern_is_translated_or_refused(pattern: str) -> None:
    try:
        translated = compile_pattern(pattern)
    except TemplateFailure:
        return
    translated.split("ab 01")


@settings(deadline=None)
@given(st.text("ab1 ", min_size=1, max_size=8), st.text("ab1 ,", max_size=30))
def test_plain_patterns_match_themselves(pattern: str, text: str) -> None:
    quoted = compile_pattern(re.escape(pattern))
    assert quoted.full_match(pattern)
    assert quoted.replace(text, "") == text.replace(pattern, "")
    assert quoted.split(text, -1) == text.split(pattern) or text.startswith(pattern)
