"""The inputs that a pool's settings ask for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from poolhouse.model.attributes import VERIFIABLE, missing_required
from poolhouse.model.user_pool import UserPool, UserPoolClient
from poolhouse.pages.texts import Texts
from poolhouse.pages.views import Field, Rule

FieldType = Literal["text", "email", "tel", "url", "date"]
ATTRIBUTE = "requiredAttributes[{name}]"
"""How the classic pages name the inputs of attributes."""

_TYPES: Mapping[str, FieldType] = {
    "email": "email",
    "phone_number": "tel",
    "birthdate": "date",
    "picture": "url",
    "profile": "url",
    "website": "url",
}
_NAMES: Mapping[tuple[str, ...], str] = {
    ("username",): "username",
    ("email",): "email",
    ("phone_number",): "phone_number",
    ("username", "email"): "username_or_email",
    ("username", "phone_number"): "username_or_phone_number",
    ("email", "phone_number"): "email_or_phone_number",
    ("username", "email", "phone_number"): "username_email_or_phone_number",
}
_AUTOCOMPLETE: Mapping[str, str] = {
    "address": "street-address",
    "birthdate": "bday",
    "email": "email",
    "family_name": "family-name",
    "gender": "sex",
    "given_name": "given-name",
    "locale": "language",
    "middle_name": "additional-name",
    "name": "name",
    "nickname": "nickname",
    "phone_number": "tel",
    "picture": "photo",
    "preferred_username": "nickname",
    "website": "url",
}


def sign_in_name(pool: UserPool, texts: Texts, value: str = "") -> Field:
    """The name that an existing user signs in with: the user name, or an attribute in its place or beside it."""
    user_name = () if pool.username_attributes else ("username",)
    return _name_field((*user_name, *_among(pool.sign_in_attributes)), texts, value)


def new_name(pool: UserPool, texts: Texts, value: str = "") -> Field:
    """The name that a new user chooses."""
    return _name_field(_kinds_of_new_name(pool), texts, value)


def asked_at_sign_up(
    pool: UserPool, client: UserPoolClient, texts: Texts, given: Mapping[str, str]
) -> tuple[Field, ...]:
    """The required attributes beside the name, and one that a code can go to where the pool verifies some."""
    required = [name for name in missing_required(pool.attributes, {}) if name not in _kinds_of_new_name(pool)]
    verified = _among(frozenset(pool.settings.auto_verified_attributes or ()))
    unverifiable = not pool.username_attributes and not set(verified).intersection(required)
    if verified and unverifiable and (client.writable is None or verified[0] in client.writable):
        required.insert(0, verified[0])
    return attribute_fields(required, texts, given)


def _kinds_of_new_name(pool: UserPool) -> tuple[str, ...]:
    """Of two attributes that may be the name, one that is required is asked for."""
    kinds = _among(pool.username_attributes)
    required = [name for name in kinds if pool.attributes[name].required]
    return tuple(required[:1]) or kinds or ("username",)


def _among(names: frozenset[str]) -> tuple[str, ...]:
    return tuple(name for name in VERIFIABLE if name in names)


def _name_field(kinds: tuple[str, ...], texts: Texts, value: str) -> Field:
    only = kinds[0] if len(kinds) == 1 else ""
    return Field(
        "username",
        texts(f"field.{_NAMES[kinds]}"),
        _TYPES.get(only, "text"),
        "username",  # what password managers look for, whatever the name is made of
        value=value,
        hint=texts("hint.phone_number") if only == "phone_number" else "",
    )


def attribute_fields(names: Iterable[str], texts: Texts, given: Mapping[str, str]) -> tuple[Field, ...]:
    """``given`` maps names of inputs to what was typed before."""
    return tuple(
        Field(
            ATTRIBUTE.format(name=name),
            label_of(name, texts),
            _TYPES.get(name, "text"),
            _AUTOCOMPLETE.get(name, "off"),
            value=given.get(ATTRIBUTE.format(name=name), ""),
            hint=texts("hint.phone_number") if name == "phone_number" else "",
        )
        for name in names
    )


def label_of(attribute: str, texts: Texts) -> str:
    key = f"field.{attribute}"
    return texts(key) if key in texts else attribute.removeprefix("custom:")


def code(texts: Texts) -> Field:
    """Never filled in again: a code that was refused is typed anew."""
    return Field("code", texts("field.code"), autocomplete="one-time-code", code=True)


def password(texts: Texts) -> Field:
    return Field("password", texts("field.password"), "password", "current-password")


def new_password(pool: UserPool, label: str, texts: Texts) -> Field:
    policy = pool.password_policy
    least = policy.minimum_length or 8
    rules = [Rule("length", texts("rules.length", count=least), least)]
    for kind, asked in (
        ("uppercase", policy.require_uppercase),
        ("lowercase", policy.require_lowercase),
        ("number", policy.require_numbers),
        ("symbol", policy.require_symbols),
    ):
        if asked is not False:
            rules.append(Rule(kind, texts(f"rules.{kind}")))
    return Field("password", label, "password", "new-password", rules=tuple(rules))
