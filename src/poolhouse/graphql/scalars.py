"""AppSync's scalars (AppSync Developer Guide, "Scalar types in GraphQL")."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import msgspec
from graphql import GraphQLError, GraphQLScalarType

from poolhouse.graphql.failures import ScalarFailure
from poolhouse.graphql.nesting import MOST_NESTED, too_deep

Check = Callable[[str], bool]

_OFFSET = r"(?:Z|[+-](?:0\d|1[0-8]):[0-5]\d(?::[0-5]\d)?)"
_CLOCK = r"(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?"
_DAY = r"(?P<sign>-?)(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})"
_DATE = re.compile(rf"{_DAY}{_OFFSET}?", re.ASCII)
_TIME = re.compile(rf"{_CLOCK}{_OFFSET}?", re.ASCII)
_DATE_TIME = re.compile(rf"{_DAY}T{_CLOCK}{_OFFSET}", re.ASCII)
# RFC 822's addr-spec without comments and white space: atoms or a quoted string, then dotted atoms.
_ATOM = r"[^\s()<>@,;:\\\".\[\]\x00-\x1f]+"
_EMAIL = re.compile(rf"(?:{_ATOM}(?:\.{_ATOM})*|\"(?:[^\"\\\r\n]|\\.)*\")@(?:{_ATOM}(?:\.{_ATOM})*)")
_PHONE = re.compile(r"\+?\d{1,15}(?:[ -]\d{1,15}){0,7}|\+?\d{0,3}[ -]?\(\d{1,5}\)[ -]?\d{1,15}(?:[ -]\d{1,15}){0,7}")
_LONGEST_PHONE_DIGITS = 15
_LONGEST_TEXT = 4096
_LARGEST_TIMESTAMP = 2**63


def _is_day(match: re.Match[str] | None) -> bool:
    if match is None:
        return False
    year = int(match["year"])
    # Years before 1 have no date here; a leap year of the same shape stands in for each of them.
    stand_in = year if year and not match["sign"] else 2000 if year % 4 == 0 else 2001
    try:
        date(stand_in, int(match["month"]), int(match["day"]))
    except ValueError:
        return False
    return True


def _is_url(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return bool(parts.scheme and (parts.netloc or parts.path)) and "//" not in parts.path and " " not in text


def _is_phone(text: str) -> bool:
    digits = sum(character.isdigit() for character in text)
    return bool(_PHONE.fullmatch(text)) and 3 <= digits <= _LONGEST_PHONE_DIGITS


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_interface(text)
    except ValueError:
        return False
    return True


class _Text(msgspec.Struct, frozen=True):
    """A scalar whose values are strings of one form. ``label`` is AppSync's name of the type in error texts."""

    label: str
    fits: Check

    def parse(self, value: object) -> str:
        if not isinstance(value, str) or len(value) > _LONGEST_TEXT or not self.fits(value):
            raise GraphQLError(f"Unable to parse `{value}` as a valid {self.label}.")
        return value

    def serialize(self, value: object) -> str:
        if not isinstance(value, str) or len(value) > _LONGEST_TEXT or not self.fits(value):
            raise ScalarFailure(self.label, value)
        return value


_TEXTS: Mapping[str, _Text] = {
    "AWSDate": _Text("Date Object", lambda text: _is_day(_DATE.fullmatch(text))),
    "AWSTime": _Text("Time Object", lambda text: _TIME.fullmatch(text) is not None),
    "AWSDateTime": _Text("DateTime Object", lambda text: _is_day(_DATE_TIME.fullmatch(text))),
    "AWSEmail": _Text("Email", lambda text: _EMAIL.fullmatch(text) is not None),
    "AWSURL": _Text("URL", _is_url),
    "AWSPhone": _Text("Phone", _is_phone),
    "AWSIPAddress": _Text("IPAddress", _is_address),
}


def _parse_timestamp(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) >= _LARGEST_TIMESTAMP:
        raise GraphQLError(f"Unable to parse `{value}` as a valid Timestamp.")
    return value


def _serialize_timestamp(value: object) -> int:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) >= _LARGEST_TIMESTAMP:
        raise ScalarFailure("Timestamp", value)
    return value


def _parse_json(value: object) -> Any:
    if not isinstance(value, str):
        raise GraphQLError(f"Unable to parse `{value}` as valid JSON.")
    try:
        decoded = msgspec.json.decode(value)
    except ValueError:
        raise GraphQLError(f"Unable to parse `{value}` as valid JSON.") from None
    except RecursionError:
        raise _nested() from None
    if too_deep(decoded):
        raise _nested()
    return decoded


def _nested() -> GraphQLError:
    return GraphQLError(f"Unable to parse a value as valid JSON: it is nested more than {MOST_NESTED} deep.")


def _serialize_json(value: object) -> str:
    """A string that is no JSON by itself is quoted (choice: what AppSync does with one is unconfirmed)."""
    if isinstance(value, str):
        try:
            msgspec.json.decode(value)
        except (ValueError, RecursionError):
            return msgspec.json.encode(value).decode()
        return value
    return msgspec.json.encode(value).decode()


def fill(scalar: GraphQLScalarType) -> None:
    """Give a scalar of the prelude its behaviour. A literal of a query is parsed as a variable of its kind is."""
    parse: Callable[[object], Any]
    serialize: Callable[[object], Any]
    if scalar.name == "AWSJSON":
        parse, serialize = _parse_json, _serialize_json
    elif scalar.name == "AWSTimestamp":
        parse, serialize = _parse_timestamp, _serialize_timestamp
    else:
        text = _TEXTS[scalar.name]
        parse, serialize = text.parse, text.serialize
    scalar.coerce_input_value, scalar.coerce_output_value = parse, serialize


NAMES = (*_TEXTS, "AWSTimestamp", "AWSJSON")
