"""Lockout after consecutive failed passwords (Cognito developer guide, "Authentication with Amazon Cognito user
pools"): from the fifth on the user waits 1, 2, 4, … seconds, at most about 15 minutes."""

from __future__ import annotations

from poolhouse import errors
from poolhouse.model.user import SignInFailures
from poolhouse.ports import Records, Store

FREE_FAILURES = 4
LONGEST_SECONDS = 900.0
QUIET_SECONDS = 900.0
"""Failures are forgotten after so long without an attempt."""


def current(failures: SignInFailures, now: float, quiet: float = QUIET_SECONDS) -> SignInFailures:
    """The failures that still count."""
    return SignInFailures() if now >= failures.last_at + quiet else failures


def locked_until(failures: SignInFailures) -> float:
    """When the next attempt is let in."""
    over = failures.count - FREE_FAILURES
    return failures.last_at + min(2.0 ** (over - 1), LONGEST_SECONDS) if over > 0 else 0.0


async def check(
    records: Records, pool_id: str, subject: str, now: float, *, quiet: float = QUIET_SECONDS
) -> SignInFailures:
    """The failures so far. Attempts during the lock neither count nor prolong it. Raises ServiceError."""
    failures = current(await records.get_failures(pool_id, subject), now, quiet)
    if now < locked_until(failures):
        raise errors.LOCKED_OUT()
    return failures


async def failed(store: Store, pool_id: str, subject: str, now: float) -> None:
    """Counts a failed password."""
    async with store.write(fleeting=True) as records:
        await count(records, pool_id, subject, now)


async def count(records: Records, pool_id: str, subject: str, now: float, *, quiet: float = QUIET_SECONDS) -> None:
    """``quiet`` is how long failures count."""
    failures = current(await records.get_failures(pool_id, subject), now, quiet)
    counted = SignInFailures(failures.count + 1, now)
    await records.put_failures(pool_id, subject, counted, expires_at=now + LONGEST_SECONDS + quiet)


async def succeeded(store: Store, pool_id: str, subject: str, failures: SignInFailures) -> None:
    """A sign-in without failures before it writes nothing."""
    if failures.count:
        async with store.write(fleeting=True) as records:
            await records.clear_failures(pool_id, subject)
