"""Limits on how often something may be tried for a user (Cognito developer guide, "Quotas in Amazon Cognito")."""

from __future__ import annotations

from typing import Literal

from poolhouse import errors
from poolhouse.ports import Clock, Store

Action = Literal[
    "ForgotPassword",
    "ConfirmForgotPassword",
    "ResendConfirmationCode",
    "ConfirmSignUp",
    "ChangePassword",
    "GetUserAttributeVerificationCode",
    "VerifyUserAttribute",
    "UpdateUserAttributes",
]

PER_HOUR: dict[Action, int] = {
    "ForgotPassword": 20,
    "ConfirmForgotPassword": 20,
    "ResendConfirmationCode": 5,
    "ConfirmSignUp": 15,
    "ChangePassword": 5,
    "GetUserAttributeVerificationCode": 5,
    "VerifyUserAttribute": 15,
    # Our choice: each such change sends a code to an address that the user names.
    "UpdateUserAttributes": 10,
}
_HOUR = 3600.0


async def count(store: Store, clock: Clock, pool_id: str, subject: str, action: Action) -> None:
    """Counts an attempt, for good, whatever becomes of it. ``subject``: the user's ``sub``, or a name nobody has.

    Raises ServiceError LimitExceededException.
    """
    async with store.write() as records:
        attempts = await records.count_attempt(pool_id, subject, action, now=clock.now(), window=_HOUR)
    if attempts > PER_HOUR[action]:
        raise errors.ATTEMPT_LIMIT()
