"""Attributes of a request: who may write them, and whether they fit the pool's schema."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from poolhouse import errors
from poolhouse.model.attributes import (
    KEPT_BY_THE_SERVICE,
    NOT_WRITABLE_BY_USERS,
    VERIFIABLE,
    is_email,
    is_phone_number,
    missing_required,
    schema_problems,
)
from poolhouse.model.user_pool import UserPool, UserPoolClient
from poolhouse.wire import cognito_idp as wire

_FLAGS = frozenset(f"{name}_verified" for name in VERIFIABLE)


LISTED_PROBLEMS = 50
"""An answer does not grow with what is wrong in the request."""


def as_mapping(attributes: Iterable[wire.AttributeType] | None) -> dict[str, str]:
    """Name → value; a name given twice counts as given last. Verification flags may come in any letter case."""
    return {
        attribute.name: (attribute.value or "").lower() if attribute.name in _FLAGS else attribute.value or ""
        for attribute in attributes or ()
    }


def as_list(attributes: Mapping[str, str]) -> list[wire.AttributeType]:
    return [wire.AttributeType(name=name, value=value) for name, value in attributes.items()]


def check_writable(client: UserPoolClient, names: Iterable[str]) -> None:
    """What a user may write through this client. Raises ServiceError NotAuthorizedException."""
    for name in names:
        if name in NOT_WRITABLE_BY_USERS or name.startswith("dev:"):
            raise errors.ATTRIBUTE_NOT_WRITABLE()
        if client.writable is not None and name not in client.writable:
            raise errors.ATTRIBUTE_NOT_WRITABLE()


def check_values(pool: UserPool, attributes: Mapping[str, str]) -> None:
    """Formats and schema; an empty value only clears an attribute. Raises ServiceError InvalidParameterException."""
    given = {name: value for name, value in attributes.items() if value or name not in pool.attributes}
    if problems := schema_problems(pool.attributes, given):
        raise errors.SCHEMA(problems=" ".join(problems[:LISTED_PROBLEMS]))
    if given.get("email") and not is_email(given["email"]):
        raise errors.EMAIL_SHAPE()
    if given.get("phone_number") and not is_phone_number(given["phone_number"]):
        raise errors.PHONE_SHAPE()


def check_known_to_admin(pool: UserPool, names: Iterable[str]) -> None:
    """Administrators get another text for a custom attribute that the schema lacks."""
    for name in names:
        if name not in pool.attributes and name.startswith(("custom:", "dev:")):
            raise errors.SCHEMA(problems=f"Type for attribute {{{name}}} could not be determined")


def check_required(pool: UserPool, attributes: Mapping[str, str]) -> None:
    if missing := missing_required(pool.attributes, attributes):
        raise errors.SCHEMA(problems=" ".join(f"{name}: The attribute is required" for name in missing))


def check_not_cleared(pool: UserPool, changes: Mapping[str, str]) -> None:
    """A required attribute keeps a value. One that an administrator left out may still wait for the first sign-in."""
    check_required(pool, {**dict.fromkeys(pool.attributes, "kept"), **changes})


def check_flags(changes: Mapping[str, str], attributes: Mapping[str, str]) -> None:
    """Whether an address is verified is said of users who have one: ``attributes`` are theirs after the changes."""
    if "email_verified" in changes and not attributes.get("email"):
        raise errors.EMAIL_MISSING()
    if "phone_number_verified" in changes and not attributes.get("phone_number"):
        raise errors.PHONE_MISSING()


def check_mutable(pool: UserPool, names: Iterable[str]) -> None:
    for name in names:
        if name in KEPT_BY_THE_SERVICE or (name in pool.attributes and not pool.attributes[name].mutable):
            raise errors.ATTRIBUTE_IMMUTABLE(name=name)


def changed(current: Mapping[str, str], changes: Mapping[str, str]) -> dict[str, str]:
    """The attributes after a change. An empty value removes one; a new address or number is unverified until proved."""
    after = dict(current)
    for name in VERIFIABLE:
        if name in changes and changes[name] != current.get(name):
            after.pop(f"{name}_verified", None)
            if changes[name]:
                after[f"{name}_verified"] = "false"
    after.update(changes)
    return {name: value for name, value in after.items() if value}
