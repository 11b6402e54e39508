from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poolhouse.model.password_policy import SYMBOLS, PasswordPolicy, check

DEFAULT = PasswordPolicy()
ANYTHING = PasswordPolicy(
    minimum_length=6, require_uppercase=False, require_lowercase=False, require_numbers=False, require_symbols=False
)


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("", "Password not long enough"),
        ("aA1!aA1", "Password not long enough"),
        ("aaaaaaaa", "Password must have uppercase characters"),
        ("AAAAAAAA", "Password must have lowercase characters"),
        ("aaaaAAAA", "Password must have numeric characters"),
        ("aaaaAAA1", "Password must have symbol characters"),
        ("aaaaAA1!", None),
        ("Tide-Pool!2026", None),
    ],
)
def test_first_reason_in_order(password: str, reason: str | None) -> None:
    assert check(DEFAULT, password) == reason


@pytest.mark.parametrize("letter", ["É", "é", "٣"])
def test_letters_and_digits_outside_basic_latin_do_not_count(letter: str) -> None:
    base = {"É": "aaaa11!!", "é": "AAAA11!!", "٣": "aaaaAA!!"}[letter]
    assert check(DEFAULT, base + letter) is not None


@pytest.mark.parametrize("symbol", sorted(SYMBOLS))
def test_every_symbol_counts_inside_a_password(symbol: str) -> None:
    assert check(DEFAULT, f"aaaa{symbol}AAA1") is None


@pytest.mark.parametrize("character", ["§", "€", "é", "\t", "x"])
def test_other_characters_are_no_symbols(character: str) -> None:
    assert check(DEFAULT, f"aaaa{character}AAA1") == "Password must have symbol characters"


def test_the_symbols_are_those_of_the_guide() -> None:
    assert set(SYMBOLS) == set(r"""^ $ * . [ ] { } ( ) ? " ! @ # % & / \ , > < ' : ; | _ ~ ` + = -""")


def test_length_limits() -> None:
    assert check(ANYTHING, "x" * 5) == "Password not long enough"
    assert check(ANYTHING, "x" * 6) is None
    assert check(ANYTHING, "x" * 256) is None
    assert check(ANYTHING, "x" * 257) == "Password too long"


@pytest.mark.parametrize("password", [" aaaaAA1!", "aaaaAA1! "])
def test_a_space_at_an_end_is_refused(password: str) -> None:
    assert check(DEFAULT, password) == "Password must not begin or end with a space"


@given(st.text(min_size=6, max_size=256).filter(lambda text: text.strip(" ") == text))
def test_a_policy_without_requirements_takes_any_text_of_the_right_length(password: str) -> None:
    assert check(ANYTHING, password) is None
