from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poolhouse.errors import ServiceError
from poolhouse.model.user_filter import SEARCHABLE, UserFilter, parse_user_filter


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('email = "marina@poolhouse.test"', UserFilter("email", "=", "marina@poolhouse.test")),
        ('email="marina@poolhouse.test"', UserFilter("email", "=", "marina@poolhouse.test")),
        ('  username  ^=  "mar"  ', UserFilter("username", "^=", "mar")),
        ('phone_number^="+49"', UserFilter("phone_number", "^=", "+49")),
        ('cognito:user_status = "CONFIRMED"', UserFilter("cognito:user_status", "=", "CONFIRMED")),
        ('status = "Enabled"', UserFilter("status", "=", "Enabled")),
        ('name = "a = \\"b\\" ^= c"', UserFilter("name", "=", 'a = "b" ^= c')),
        (r'name = "back\\slash"', UserFilter("name", "=", r"back\slash")),
        (r'name = "a\b"', UserFilter("name", "=", r"a\b")),
        ('name = ""', UserFilter("name", "=", "")),
        ('name = " "', UserFilter("name", "=", " ")),
    ],
)
def test_forms_that_are_understood(text: str, expected: UserFilter) -> None:
    assert parse_user_filter(text) == expected


@pytest.mark.parametrize("text", ["", "   "])
def test_blank_text_is_no_filter(text: str) -> None:
    assert parse_user_filter(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "email",
        "email = marina",
        "email = 'marina'",
        'email == "a"',
        'email != "a"',
        'email = "a',
        'email = "a\\"',
        'email = "a" b',
        'email = "a" and name = "b"',
        '= "a"',
        'email ^ = "a"',
        'email = "a"b"',
    ],
)
def test_other_forms_are_refused(text: str) -> None:
    with pytest.raises(ServiceError) as caught:
        parse_user_filter(text)
    assert (caught.value.type, caught.value.message) == ("InvalidParameterException", "Error while parsing filter")


@pytest.mark.parametrize("attribute", ["custom:foo", "address", "Email", "email_verified", "dev:custom:x"])
def test_attributes_that_cannot_be_searched(attribute: str) -> None:
    with pytest.raises(ServiceError) as caught:
        parse_user_filter(f'{attribute} = "x"')
    assert caught.value.type == "InvalidParameterException"
    assert caught.value.message == f"Invalid search attribute: {attribute}"


@given(st.sampled_from(sorted(SEARCHABLE)), st.sampled_from(["=", "^="]), st.text())
def test_any_value_survives_quoting(attribute: str, operator: str, value: str) -> None:
    quoted = value.replace("\\", "\\\\").replace('"', '\\"')
    parsed = parse_user_filter(f'{attribute} {operator} "{quoted}"')
    assert parsed is not None
    assert (parsed.attribute, parsed.operator, parsed.value) == (attribute, operator, value)
