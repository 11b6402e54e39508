from __future__ import annotations

import re
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poolhouse.wire import cognito_idp_rules
from poolhouse.wire.rules import Text
from tools.generate_wire import SERVICES, Service, load_model
from tools.java_patterns import translate

VISIBLE = r"[\p{L}\p{M}\p{S}\p{N}\p{P}]+"


def accepts(java: str, text: str) -> bool:
    return re.search(translate(java), text) is not None


@pytest.mark.parametrize(
    ("java", "categories", "also"),
    [
        (VISIBLE, "LMSNP", ""),
        (r"[\p{L}\p{M}\p{S}\p{N}\p{P}\s]+", "LMSNP", "\t\n\v\f\r "),
        (r"[\p{L}\p{M}\p{S}\p{N}\p{P}\t\n\r ]+", "LMSNP", "\t\n\r "),
        (r"[\p{L}\p{M}\p{S}\p{N}\p{P}\p{Z}]+", "LMSNPZ", ""),
        (r"[^_\p{Z}]+", "LMSNPC", ""),
    ],
)
def test_categories_of_every_assigned_code_point(java: str, categories: str, also: str) -> None:
    compiled = re.compile(translate(java))
    wrong = [
        hex(point)
        for point in range(sys.maxunicode + 1)
        if (category := unicodedata.category(chr(point))) != "Cn"
        and not (java.startswith("[^_") and point == ord("_"))
        and (compiled.search(chr(point)) is not None) != (category[0] in categories or chr(point) in also)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("java", "text", "accepted"),
    [
        (VISIBLE, "j\u00f6rg@example.com\U0001f600", True),
        (VISIBLE, "two words", False),
        (VISIBLE, "trailing\n", False),
        (VISIBLE, "", False),
        (VISIBLE, "zero\u200bwidth", False),
        (r"[\w+]+", "abc\n", False),
        (r"[\w+]+", "\u00e4", False),
        (r"[\w+]+", "a b", False),
        (r"^[0-9a-fA-F]+$", "0a\n", False),
        (r"[\S]+", "\u00a0", True),
        (r"(?s).*", "a\nb", True),
        (r".*\{####\}.*", "code {####}!", True),
        (r".*\{####\}.*", "code\u2028{####}", False),
        (r"[^_\p{Z}][\p{L}\p{M}\p{S}\p{N}\p{P}][^_\p{Z}]+", "_abc", False),
        (r"[^_\p{Z}][\p{L}\p{M}\p{S}\p{N}\p{P}][^_\p{Z}]+", "Google", True),
        (r"[\w-]+_[0-9a-zA-Z]+", "us-east-1_aBc123", True),
        (r"[\w-]+_[0-9a-zA-Z]+", "us-east-1", False),
    ],
)
def test_whole_strings(java: str, text: str, accepted: bool) -> None:
    assert accepts(java, text) is accepted


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.model)
def test_every_pattern_of_the_model_translates(service: Service) -> None:
    for shape in load_model(service)["shapes"].values():
        if "pattern" in shape:
            re.compile(translate(shape["pattern"]))


@pytest.mark.parametrize("java", [r"\p{L}+", r"[\p{L}]+", r"[^\p{L}]+"])
def test_unknown_constructs_are_refused(java: str) -> None:
    with pytest.raises(ValueError, match="categor"):
        translate(java)


@pytest.mark.parametrize(
    "java",
    [
        "[a@]+@[a@]+",
        "[a@]*@[a@]+",
        "[a@]+@[a@]*",
        r"[a{}#]*\{##\}[a{}#]*",
        r"[a{}#]*\{#[a{}#]*#\}[a{}#]*",
        r"[a{}#]+\{#[a{}#]+#\}[a{}#]+",
        r"[a]*#[a]*",
        r"[a]*#[b]*",
        r".*\{##\}.*",
    ],
)
@given(text=st.text("ab@{}#\n", max_size=12))
def test_linear_form_accepts_the_same(java: str, text: str) -> None:
    assert accepts(java, text) == bool(re.fullmatch(java, text))


def test_no_pattern_splits_long_texts_in_many_ways() -> None:
    """Several repeats in one pattern can take quadratic time; only the patterns of short texts may have them."""
    several = {}
    for name, rule in cognito_idp_rules.SHAPES.items():
        if isinstance(rule, Text) and rule.regex is not None:
            items = re.sub(r"\[\^?(?:\\.|[^\]\\])+\]|\\.", "x", rule.regex)
            repeats = re.sub(r"\(\?>x\*\?[^)]*\)", "", items)
            if len(re.findall("[+*]|,}", repeats)) > 1:
                several[name] = rule.max
    assert "ArnType" in several
    assert all(most is not None and most <= 2048 for most in several.values()), several
