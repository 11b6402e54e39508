"""Whoever claims to be signing in: a user, or a name that nobody has but that must look like one."""

from __future__ import annotations

import msgspec

from poolhouse import errors
from poolhouse.directory.lookup import find_user
from poolhouse.flows import lockout
from poolhouse.flows.context import Services, SignInRequest
from poolhouse.model.user import PasswordRecord, User
from poolhouse.ports import Records


class Suspect(msgspec.Struct, frozen=True):
    """``user`` is None for a name that nobody has; the rest is there all the same.

    ``sub`` is an id of the same form either way; ``subject`` is what failed passwords are counted under.
    """

    user: User | None
    sub: str
    typed: str
    username: str
    subject: str
    password: PasswordRecord


async def identify(
    request: SignInRequest, services: Services, records: Records, now: float, *, by_password: bool = True
) -> Suspect:
    """Secret hash, look-up, lockout, disabled: in this order. Raises ServiceError.

    Failed passwords lock out passwords, nothing else. A client that hides who exists learns that a user is disabled
    only together with the right proof.
    """
    typed = request.required("USERNAME")
    user = await find_user(records, request.pool, typed)
    known_names = (typed, user.username) if user else (typed,)
    request.check_secret_hash(*known_names)
    if user is None and not request.hides_users:
        raise errors.USER_NOT_FOUND()
    suspect = as_suspect(request, services, user, typed)
    if by_password:
        await lockout.check(records, request.pool.id, suspect.subject, now)
    if user is not None and not user.enabled and not request.hides_users:
        raise errors.USER_DISABLED()
    return suspect


def as_suspect(request: SignInRequest, services: Services, user: User | None, typed: str) -> Suspect:
    """A user without a password gets a verifier that no password fits.

    The stand-in's verifier is made for known names too: reading a user takes about as long as the ids of a stand-in,
    so that neither kind of name is answered sooner (``python -m bench.user_existence``).
    """
    strangers, pool = services.strangers, request.pool
    unfitting = strangers.password(pool, typed)
    return Suspect(
        user=user,
        sub=user.sub if user else strangers.sub(pool, typed),
        typed=typed,
        username=user.username if user else strangers.user_id(pool, typed),
        subject=user.sub if user else strangers.subject(pool, typed),
        password=user.password if user and user.password else unfitting,
    )
