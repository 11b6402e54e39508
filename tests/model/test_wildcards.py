from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poolhouse.model.wildcards import Wild, matches, tokens

SHORT = st.text("ab*?", max_size=10)


@pytest.mark.parametrize(
    ("pattern", "text", "fits"),
    [
        ("", "", True),
        ("", "a", False),
        ("*", "", True),
        ("?", "", False),
        ("a?c", "abc", True),
        ("a?c", "ac", False),
        ("arn:*:pool/*", "arn:aws:idp:pool/x/y", True),
        ("arn:*:pool/*", "arn:aws:idp:group/x", False),
        ("*.json", "a.json.txt", False),
        ("a*b*c", "a-b-b-c", True),
        ("Describe*", "describeUserPool", False),
        ("a.c", "abc", False),
        ("line*", "line\nbreak", True),
    ],
)
def test_patterns(pattern: str, text: str, fits: bool) -> None:
    assert matches(tokens(pattern), text) is fits


@given(pattern=SHORT, text=st.text("ab", max_size=10))
def test_the_same_as_the_regular_expression(pattern: str, text: str) -> None:
    translated = "".join({"*": ".*", "?": "."}.get(character, character) for character in pattern)
    assert matches(tokens(pattern), text) is (re.fullmatch(translated, text) is not None)


def test_a_wildcard_that_stands_for_itself() -> None:
    assert matches(["a", "*", Wild.ONE], "a*z")
    assert not matches(["a", "*", Wild.ONE], "abz")


def test_many_stars_on_a_long_text() -> None:
    """A backtracking matcher would not return."""
    assert not matches(tokens("a*" * 50 + "b"), "a" * 2000)
