"""What a new user is called, in each of a pool's naming modes.

Source: Cognito developer guide, "Customizing sign-in attributes".
"""

from __future__ import annotations

from collections.abc import Mapping

from poolhouse import errors
from poolhouse.model.attributes import is_email, is_phone_number
from poolhouse.model.user_pool import UserPool
from poolhouse.operations.identity_providers.rules import MOST_PROVIDERS
from poolhouse.ports import Records


def name_new_user(pool: UserPool, sub: str, given: str, attributes: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """The stored user name and the attributes. Raises ServiceError InvalidParameterException."""
    if not pool.username_attributes:
        _check_plain_name(pool, given)
        return given, dict(attributes)
    attribute = _attribute_of(pool, given)
    if attributes.get(attribute, given) != given:
        raise errors.INVALID_PARAMETER(text=f"The username and the {attribute} attribute must be the same.")
    return sub, {**attributes, attribute: given}


async def check_not_federated(records: Records, pool: UserPool, given: str) -> None:
    """Users of a provider are called ``<provider>_<subject>``; who signs up may not take such a name before they come.

    Raises ServiceError InvalidParameterException.
    """
    if "_" not in given or pool.username_attributes:
        return
    for provider in await records.list_identity_providers(pool.id, after=None, limit=MOST_PROVIDERS):
        if pool.name_key(given).startswith(pool.name_key(f"{provider.name}_")):
            raise errors.USERNAME_OF_PROVIDER()


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
