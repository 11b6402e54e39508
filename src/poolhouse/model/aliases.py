"""Which attribute values work as sign-in names (Cognito developer guide, "Customizing sign-in attributes")."""

from __future__ import annotations

from collections.abc import Mapping

from poolhouse.model.user_pool import UserPool


def alias_keys(pool: UserPool, attributes: Mapping[str, str]) -> dict[str, str]:
    """Attribute → unique form of its value, for each value that signs this user in.

    An attribute that takes the place of the user name counts at once; an alias counts once it is verified, a
    preferred user name always.
    """
    return {
        name: pool.name_key(attributes[name])
        for name in sorted(pool.sign_in_attributes)
        if attributes.get(name) and (name in pool.username_attributes or _is_confirmed(name, attributes))
    }


def _is_confirmed(name: str, attributes: Mapping[str, str]) -> bool:
    return name == "preferred_username" or attributes.get(f"{name}_verified") == "true"
