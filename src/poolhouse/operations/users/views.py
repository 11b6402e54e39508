"""Users as answers show them."""

from __future__ import annotations

from poolhouse.directory.attribute_rules import as_list
from poolhouse.model.user import User
from poolhouse.wire import cognito_idp as wire

MOST_USERS = 60
"""The page size when a request names none."""


def described(user: User, names: frozenset[str] | None = None) -> wire.UserType:
    """``names`` limits the attributes shown."""
    profile = user.profile
    shown = profile if names is None else {name: value for name, value in profile.items() if name in names}
    return wire.UserType(
        username=user.username,
        attributes=as_list(shown),
        user_create_date=user.created_at,
        user_last_modified_date=user.modified_at,
        enabled=user.enabled,
        user_status=user.status,
    )
