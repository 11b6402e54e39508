"""The profile of a user as trigger events carry it."""

from __future__ import annotations

from poolhouse.model.user import User
from poolhouse.model.user_pool import UserPool


def event_attributes(pool: UserPool, user: User) -> dict[str, str]:
    """All attributes, whatever the client may read, with the user's status and the aliases that sign the user in."""
    attributes = {"sub": user.sub, "cognito:user_status": user.status, **user.attributes}
    for name in ("email", "phone_number"):
        if name in pool.alias_attributes and user.attributes.get(f"{name}_verified") == "true":
            attributes[f"cognito:{name}_alias"] = user.attributes[name]
    return attributes
