"""Verification codes: made, kept as keyed hashes, redeemed once."""

from __future__ import annotations

import hmac
from typing import Literal

from poolhouse import errors
from poolhouse.errors import Problem
from poolhouse.model import identifiers
from poolhouse.model.user import SignInFailures, User
from poolhouse.operations.delivery import Delivery
from poolhouse.ports import Clock, CodeRecord, Entropy, Records

Purpose = Literal["sign-up", "reset-password", "verify-email", "verify-phone_number"]

_HOUR = 3600.0
LIFETIME_SECONDS: dict[Purpose, float] = {
    "sign-up": 24 * _HOUR,
    "reset-password": _HOUR,
    "verify-email": 24 * _HOUR,
    "verify-phone_number": 24 * _HOUR,
}


class Codes:
    """``key`` hashes the codes, so that the database alone does not let anyone try all million of them."""

    def __init__(self, key: bytes, clock: Clock, entropy: Entropy) -> None:
        self._key = key
        self._clock = clock
        self._entropy = entropy

    async def make(self, records: Records, user: User, purpose: Purpose, delivery: Delivery) -> str:
        """A new code in place of any earlier one of the same purpose."""
        code = identifiers.verification_code(self._entropy.token_bytes)
        await records.put_code(
            CodeRecord(
                pool_id=user.pool_id,
                sub=user.sub,
                purpose=purpose,
                digest=self._digest(user, purpose, code),
                attribute=delivery.attribute,
                destination=delivery.destination,
                expires_at=self._clock.now() + LIFETIME_SECONDS[purpose],
            )
        )
        return code

    async def redeem(self, records: Records, user: User, purpose: Purpose, code: str) -> CodeRecord | Problem:
        """What the code proves; it cannot be used again. Otherwise what is wrong with it."""
        kept = await records.get_code(user.pool_id, user.sub, purpose)
        if kept is None or kept.expires_at <= self._clock.now():
            return errors.CODE_EXPIRED
        if not hmac.compare_digest(kept.digest, self._digest(user, purpose, code)):
            return errors.CODE_MISMATCH
        await records.delete_code(user.pool_id, user.sub, purpose)
        return kept

    async def pretend(self, records: Records, pool_id: str, subject: str, purpose: Purpose) -> None:
        """Remembers that a code was asked for which nobody gets, so that guessing it goes as with a real one.

        It is kept with the failed passwords of names that nobody has.
        """
        now = self._clock.now()
        expires_at = now + LIFETIME_SECONDS[purpose]
        await records.put_failures(pool_id, _pretended(subject, purpose), SignInFailures(0, now), expires_at=expires_at)

    async def refusal_of_pretended(self, records: Records, pool_id: str, subject: str, purpose: Purpose) -> Problem:
        asked_at = (await records.get_failures(pool_id, _pretended(subject, purpose))).last_at
        lives = self._clock.now() < asked_at + LIFETIME_SECONDS[purpose]
        return errors.CODE_MISMATCH if lives else errors.CODE_EXPIRED

    def _digest(self, user: User, purpose: Purpose, code: str) -> bytes:
        return hmac.digest(self._key, "\0".join((user.pool_id, user.sub, purpose, code)).encode(), "sha256")


def _pretended(subject: str, purpose: Purpose) -> str:
    return f"{subject} {purpose}"
