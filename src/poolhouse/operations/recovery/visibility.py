"""Whom recovery admits to know (Cognito developer guide, "Managing user existence error responses")."""

from __future__ import annotations

from poolhouse.model.user import User
from poolhouse.model.user_pool import UserPoolClient


def visible(user: User | None, client: UserPoolClient) -> User | None:
    """A disabled user looks like nobody to a client that hides who exists."""
    return None if user is not None and not user.enabled and client.hides_users else user
