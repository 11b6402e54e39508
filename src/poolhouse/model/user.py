"""A user of a pool, as the service keeps it."""

from __future__ import annotations

from typing import Literal

import msgspec

from poolhouse.model.mfa import UserMfa

UserStatus = Literal[
    "UNCONFIRMED", "CONFIRMED", "FORCE_CHANGE_PASSWORD", "RESET_REQUIRED", "EXTERNAL_PROVIDER", "UNKNOWN"
]

SEARCHABLE_ATTRIBUTES = ("email", "phone_number", "name", "given_name", "family_name", "preferred_username")
"""Attributes with an index of their own (ListUsers ``Filter``)."""

ALIAS_ATTRIBUTES = ("email", "phone_number", "preferred_username")


class PasswordRecord(msgspec.Struct, frozen=True, kw_only=True):
    """The only record of a password: the SRP-6a verifier ``v = g^x mod N`` and its salt (RFC 5054, 2.5.3).

    ``temporary`` passwords were set by an administrator at ``set_at`` (Unix seconds) and must be replaced.
    """

    salt: bytes
    verifier: bytes
    set_at: float
    temporary: bool = False


class SignInFailures(msgspec.Struct, frozen=True):
    """Consecutive failed password attempts and the time of the last one (Unix seconds)."""

    count: int = 0
    last_at: float = 0.0


class User(msgspec.Struct, frozen=True, kw_only=True):
    """``attributes`` holds every attribute but ``sub``, values as strings. Times in Unix seconds.

    ``signed_out_at`` ends every session that began at or before it (milliseconds since the epoch).
    """

    pool_id: str
    sub: str
    username: str
    status: UserStatus
    enabled: bool
    attributes: dict[str, str]
    created_at: float
    modified_at: float
    password: PasswordRecord | None = None
    earlier_passwords: tuple[PasswordRecord, ...] = ()
    signed_out_at: int = 0
    mfa: UserMfa = UserMfa()

    @property
    def profile(self) -> dict[str, str]:
        """The attributes with ``sub`` in front, as UserAttributes lists them."""
        return {"sub": self.sub, **self.attributes}
