"""The attribute schema of a pool, and what a user's attributes must satisfy.

Source: Cognito developer guide, "Working with user attributes".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Literal

import msgspec

from poolhouse.wire import cognito_idp as wire

DataType = Literal["String", "Number", "DateTime", "Boolean"]
VERIFIABLE = ("email", "phone_number")
MAX_CUSTOM_ATTRIBUTES = 50

# No quoted names, comments, groups or lists (RFC 5322): a mail must go to this address and to no other.
_EMAIL = re.compile(
    r"[^\s@()<>\[\]:;,\\\"\x00-\x1f\x7f]+@[^\s@.()<>\[\]:;,\\\"\x00-\x1f\x7f]+(\.[^\s@.()<>\[\]:;,\\\"\x00-\x1f\x7f]+)*"
)
_LENGTH = re.compile(r"\d{1,9}", re.ASCII)
_NUMBER = re.compile(r"-?\d{1,100}", re.ASCII)
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_PHONE = re.compile(r"\+[1-9]\d{6,14}", re.ASCII)


class AttributeDefinition(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One attribute of the schema, under its full name (``custom:tier``, ``dev:custom:note``)."""

    name: str
    data_type: DataType
    mutable: bool = True
    required: bool = False
    developer_only: bool = False
    string: wire.StringAttributeConstraintsType | None = None
    number: wire.NumberAttributeConstraintsType | None = None

    @property
    def custom(self) -> bool:
        return self.name.startswith(("custom:", "dev:"))


def _text(name: str, low: str = "0", high: str = "2048") -> AttributeDefinition:
    limits = wire.StringAttributeConstraintsType(min_length=low, max_length=high)
    return AttributeDefinition(name=name, data_type="String", string=limits)


STANDARD: tuple[AttributeDefinition, ...] = (
    msgspec.structs.replace(_text("sub", low="1"), mutable=False, required=True),
    *map(_text, ("name", "given_name", "family_name", "middle_name", "nickname", "preferred_username", "profile")),
    *map(_text, ("picture", "website", "email")),
    AttributeDefinition(name="email_verified", data_type="Boolean"),
    _text("gender"),
    _text("birthdate", low="10", high="10"),
    *map(_text, ("zoneinfo", "locale", "phone_number")),
    AttributeDefinition(name="phone_number_verified", data_type="Boolean"),
    _text("address"),
    AttributeDefinition(
        name="updated_at", data_type="Number", number=wire.NumberAttributeConstraintsType(min_value="0")
    ),
    AttributeDefinition(name="identities", data_type="String", string=wire.StringAttributeConstraintsType()),
)
_STANDARD_NAMES = frozenset(attribute.name for attribute in STANDARD)
KEPT_BY_THE_SERVICE = frozenset({"sub", "identities"})
"""Not even administrators write them."""

NOT_WRITABLE_BY_USERS = frozenset({"sub", "email_verified", "phone_number_verified", "identities"})


class SchemaProblem(Exception):
    """A schema cannot be accepted; the text is AWS's."""


def definition(attribute: wire.SchemaAttributeType) -> AttributeDefinition:
    """A custom attribute as asked for. Raises SchemaProblem."""
    if attribute.required:
        raise SchemaProblem("Required custom attributes are not supported currently.")
    name, data_type = (attribute.name or "").removeprefix("custom:"), attribute.attribute_data_type
    if not name:
        raise SchemaProblem("A custom attribute needs a name.")  # unconfirmed
    if data_type is None:
        raise SchemaProblem("Invalid AttributeDataType input, consider using the provided AttributeDataType enum.")
    string, number = attribute.string_attribute_constraints, attribute.number_attribute_constraints
    _check_constraints(name, string, number)
    return AttributeDefinition(
        name=f"dev:custom:{name}" if attribute.developer_only_attribute else f"custom:{name}",
        data_type=data_type,
        mutable=attribute.mutable is not False,
        developer_only=bool(attribute.developer_only_attribute),
        string=string or wire.StringAttributeConstraintsType() if data_type == "String" else None,
        number=number or wire.NumberAttributeConstraintsType() if data_type == "Number" else None,
    )


def _check_constraints(
    name: str,
    string: wire.StringAttributeConstraintsType | None,
    number: wire.NumberAttributeConstraintsType | None,
) -> None:
    """Limits travel as text. Raises SchemaProblem (its text is unconfirmed)."""
    lengths = string is None or _is_range(string.min_length, string.max_length, _LENGTH)
    values = number is None or _is_range(number.min_value, number.max_value, _NUMBER)
    if not (lengths and values):
        raise SchemaProblem(f"{name}: Invalid attribute constraints.")


def _is_range(least: str | None, most: str | None, form: re.Pattern[str]) -> bool:
    if any(limit and not form.fullmatch(limit) for limit in (least, most)):
        return False
    return not (least and most) or int(least) <= int(most)


def build_schema(asked: Iterable[wire.SchemaAttributeType]) -> tuple[AttributeDefinition, ...]:
    """The standard attributes, changed as asked, then the custom ones. Raises SchemaProblem."""
    standard = {attribute.name: attribute for attribute in STANDARD}
    custom: list[AttributeDefinition] = []
    for attribute in asked:
        base = standard.get(attribute.name or "")
        if base is None:
            custom.append(definition(attribute))
            continue
        _check_constraints(base.name, attribute.string_attribute_constraints, attribute.number_attribute_constraints)
        if base.name in KEPT_BY_THE_SERVICE:
            raise SchemaProblem(f"{base.name} can not be changed.")
        if attribute.attribute_data_type not in (None, base.data_type) or attribute.developer_only_attribute:
            raise SchemaProblem(f"You can not change AttributeDataType or set developerOnlyAttribute for {base.name}.")
        standard[base.name] = msgspec.structs.replace(
            base,
            required=base.required if attribute.required is None else attribute.required,
            mutable=base.mutable if attribute.mutable is None else attribute.mutable,
            string=attribute.string_attribute_constraints or base.string,
            number=attribute.number_attribute_constraints or base.number,
        )
    return extend_schema(tuple(standard.values()), custom)


def extend_schema(
    schema: tuple[AttributeDefinition, ...], added: Iterable[AttributeDefinition]
) -> tuple[AttributeDefinition, ...]:
    """Raises SchemaProblem for a name that exists and for too many custom attributes."""
    names = {attribute.name for attribute in schema}
    for attribute in added:
        if attribute.name in names or attribute.name.rpartition(":")[2] in _STANDARD_NAMES:
            raise SchemaProblem(f"{attribute.name}: Existing attribute already has name {attribute.name}.")
        names.add(attribute.name)
        schema = (*schema, attribute)
    if sum(attribute.custom for attribute in schema) > MAX_CUSTOM_ATTRIBUTES:
        raise SchemaProblem(f"A user pool can have at most {MAX_CUSTOM_ATTRIBUTES} custom attributes.")
    return schema


def describe(attribute: AttributeDefinition) -> wire.SchemaAttributeType:
    """As DescribeUserPool shows it."""
    return wire.SchemaAttributeType(
        name=attribute.name,
        attribute_data_type=attribute.data_type,
        developer_only_attribute=attribute.developer_only,
        mutable=attribute.mutable,
        required=attribute.required,
        string_attribute_constraints=attribute.string,
        number_attribute_constraints=attribute.number,
    )


def value_problem(attribute: AttributeDefinition, value: str) -> str | None:
    """Why a value does not fit its definition, or None."""
    if attribute.name == "birthdate":
        return None if _DATE.fullmatch(value) and _is_date(value) else "Birthdate must be in the form YYYY-MM-DD"
    if attribute.data_type == "Boolean":
        return None if value in ("true", "false") else "Attribute must be a boolean"
    if attribute.data_type == "Number":
        return _number_problem(attribute.number, value)
    limits = attribute.string
    if limits and limits.min_length and len(value) < int(limits.min_length):
        return f"String must be at least {limits.min_length} characters long"
    if limits and limits.max_length and len(value) > int(limits.max_length):
        return f"String must be no longer than {limits.max_length} characters"
    return None


def _number_problem(limits: wire.NumberAttributeConstraintsType | None, value: str) -> str | None:
    if not _NUMBER.fullmatch(value):
        return "Attribute must be a number"
    number = int(value)
    if limits and limits.min_value and number < int(limits.min_value):
        return f"Number must be greater than or equal to {limits.min_value}"
    if limits and limits.max_value and number > int(limits.max_value):
        return f"Number must be less than or equal to {limits.max_value}"
    return None


def _is_date(value: str) -> bool:
    try:
        return len(value) == len("2000-01-01") and bool(date.fromisoformat(value))
    except ValueError:
        return False


def schema_problems(definitions: Mapping[str, AttributeDefinition], attributes: Mapping[str, str]) -> list[str]:
    """Every value that does not fit, as ``name: reason``; unknown names included."""
    problems = []
    for name, value in attributes.items():
        attribute = definitions.get(name)
        if attribute is None:
            problems.append(f"{name}: Attribute does not exist in the schema.")
        elif reason := value_problem(attribute, value):
            problems.append(f"{name}: {reason}")
    return problems


def missing_required(definitions: Mapping[str, AttributeDefinition], attributes: Mapping[str, str]) -> list[str]:
    """Names of required attributes without a value (``sub`` aside)."""
    return [
        name
        for name, attribute in definitions.items()
        if attribute.required and name != "sub" and not attributes.get(name)
    ]


def is_email(text: str) -> bool:
    return _EMAIL.fullmatch(text) is not None


def is_phone_number(text: str) -> bool:
    """E.164: a plus and up to 15 digits."""
    return _PHONE.fullmatch(text) is not None
