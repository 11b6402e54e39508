"""The ``Filter`` of ListUsers (Cognito developer guide, "Searching user attributes"; API reference, ListUsers)."""

from __future__ import annotations

import re
from typing import Literal

import msgspec

from poolhouse.errors import Problem

SEARCHABLE = frozenset(
    {
        "username",
        "email",
        "phone_number",
        "name",
        "given_name",
        "family_name",
        "preferred_username",
        "cognito:user_status",
        "status",
        "sub",
    }
)
"""Custom attributes can never be searched."""

UNREADABLE_FILTER = Problem("InvalidParameterException", "Error while parsing filter")
NOT_SEARCHABLE = Problem("InvalidParameterException", "Invalid search attribute: {attribute}")

_FILTER = re.compile(r'\s*([^\s"^=\\]+)\s*(\^?=)\s*"((?:[^"\\]|\\.)*)"\s*', re.DOTALL)
_ESCAPED = re.compile(r'\\(["\\])')


class UserFilter(msgspec.Struct, frozen=True):
    """``attribute`` equals ``value`` (``=``) or begins with it (``^=``).

    An empty value is allowed: ``=`` then finds users whose attribute is missing or empty, ``^=`` every user who has
    the attribute (our choice).
    """

    attribute: str
    operator: Literal["=", "^="]
    value: str


def parse_user_filter(text: str) -> UserFilter | None:
    r"""Reads ``attribute = "value"`` or ``attribute ^= "value"``; blanks around the operator are optional.

    Inside the quotes ``\"`` stands for a quote and ``\\`` for a backslash; another backslash stands for itself. Blank
    text is no filter (None).

    Raises ServiceError InvalidParameterException for other forms and for attributes that cannot be searched.
    """
    if not text.strip():
        return None
    if not (match := _FILTER.fullmatch(text)):
        raise UNREADABLE_FILTER(hint='A filter has the form attribute = "value" or attribute ^= "value".')
    attribute, operator, value = match.groups()
    if attribute not in SEARCHABLE:
        raise NOT_SEARCHABLE(attribute=attribute, hint=f"Searchable are {', '.join(sorted(SEARCHABLE))}.")
    return UserFilter(attribute, "=" if operator == "=" else "^=", _ESCAPED.sub(r"\1", value))
