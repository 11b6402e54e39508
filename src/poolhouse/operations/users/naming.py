"""What a new user is called, in each of a pool's naming modes.

Source: Cognito developer guide, "Customizing sign-in attributes".
"""

from __future__ import annotations

from collections.abc import Mapping

from poolhouse import errors
from poolhouse.model.attributes import is_email, is_phone_number
from poolhouse.model.user_pool import UserPool


def name_new_user(pool: UserPool, sub: str, given: str, attributes: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """The stored user name and the attributes. Raises ServiceError InvalidParameterException."""
    if not pool.username_attributes:
        _check_plain_name(pool, given)
        return given, dict(attributes)
    attribute = _attribute_of(pool, given)
    if attributes.get(attribute, given) != given:
        raise errors.INVALID_PARAMETER(text=f"The username and the {attribute} attribute must be the same.")
    return sub, {**attributes, attribute: given}


def _check_plain_name(pool: UserPool, given: str) -> None:
    if "email" in pool.alias_attributes and is_email(given):
        raise errors.USERNAME_LIKE_EMAIL()
    if "phone_number" in pool.alias_attributes and is_phone_number(given):
        raise errors.USERNAME_LIKE_PHONE()


def _attribute_of(pool: UserPool, given: str) -> str:
    if "email" in pool.username_attributes and is_email(given):
        return "email"
    if "phone_number" in pool.username_attributes and is_phone_number(given):
        return "phone_number"
    if pool.username_attributes == {"email"}:
        raise errors.USERNAME_NOT_EMAIL()
    if pool.username_attributes == {"phone_number"}:
        raise errors.USERNAME_NOT_PHONE()
    raise errors.USERNAME_NOT_EITHER()
