"""From a provider's claims to attributes of the pool.

Source: developer guide, "Specifying identity provider attribute mappings for your user pool".
"""

from __future__ import annotations

from collections.abc import Mapping

from poolhouse import errors
from poolhouse.directory.attribute_rules import changed, check_mutable, check_values
from poolhouse.model.attributes import KEPT_BY_THE_SERVICE, VERIFIABLE, missing_required
from poolhouse.model.identity_provider import IdentityProvider
from poolhouse.model.user import User
from poolhouse.model.user_pool import UserPool, UserPoolClient
from poolhouse.oauth.federation.failures import FederationFailed

USERNAME = "username"
"""Stands among the attributes of a mapping for the provider's subject."""

_FLAGS = frozenset(f"{name}_verified" for name in VERIFIABLE)


def mapped(
    pool: UserPool, client: UserPoolClient, provider: IdentityProvider, claims: Mapping[str, str]
) -> dict[str, str]:
    """The pool's attributes with a value from the provider. A claim that is missing leaves its attribute alone.

    Raises ServiceError: the client may not write one of them, or a value does not fit the schema.
    """
    names = {name: claim for name, claim in provider.attribute_mapping.items() if name != USERNAME}
    if client.writable is not None and not client.writable.issuperset(names.keys() - _FLAGS):
        raise errors.ATTRIBUTE_NOT_WRITABLE(hint="WriteAttributes of the client must hold every mapped attribute")
    values = {
        name: claims[claim].lower() if name in _FLAGS else claims[claim]
        for name, claim in names.items()
        if claims.get(claim) and name not in KEPT_BY_THE_SERVICE
    }
    check_values(pool, values)
    return values


def attributes_after(pool: UserPool, user: User | None, values: Mapping[str, str]) -> dict[str, str]:
    """The attributes of a user, or of one to be, after a sign-in with these values.

    Raises ServiceError for another value of an immutable attribute, FederationFailed for a required one without.
    """
    current = user.attributes if user else {}
    if user is not None:
        check_mutable(pool, [name for name, value in values.items() if current.get(name) != value])
    after = changed(current, values)
    if missing := missing_required(pool.attributes, after):
        raise FederationFailed(
            f"attributes required: [{', '.join(missing)}]", "the provider's claims or the mapping lack them"
        )
    return after
