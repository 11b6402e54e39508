"""The user of a sign-in that is under way, as they are now: much may have happened since the password was right."""

from __future__ import annotations

from poolhouse import errors
from poolhouse.flows.challenge import ChallengeState
from poolhouse.model.user import User
from poolhouse.model.user_pool import UserPool
from poolhouse.ports import Records


async def user_of(records: Records, pool: UserPool, state: ChallengeState) -> User:
    """Raises ServiceError NotAuthorizedException."""
    user = await records.get_user(pool.id, state.sub)
    if user is None:
        raise errors.SESSION_INVALID(hint="the user is gone")
    if not user.enabled:
        raise errors.USER_DISABLED()
    if password_set_at(user) != state.password_set_at:
        raise errors.SESSION_INVALID(hint="the password has been changed meanwhile")
    return user


def password_set_at(user: User) -> float | None:
    """What ties the state of a sign-in to the password that led to it."""
    return user.password.set_at if user.password else None
