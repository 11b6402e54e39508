"""What unknown users look like where a client hides who exists (PreventUserExistenceErrors).

Everything is derived from the name with a secret key: stable for a name, telling nothing to who lacks the key.
"""

from __future__ import annotations

import hmac
from hashlib import shake_256

from poolhouse.model import srp
from poolhouse.model.attributes import is_email, is_phone_number
from poolhouse.model.user import PasswordRecord
from poolhouse.model.user_pool import UserPool

_VERIFIER_BYTES = 384
_SALT_BYTES = 16
_VARIANT = dict(zip("0123456789abcdef", "89ab" * 4, strict=True))
"""RFC 9562, 4.1: random UUIDs have one of four digits here."""


class Strangers:
    """Stand-ins for users who do not exist."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def subject(self, pool: UserPool, name: str) -> str:
        """The name under which attempts are counted; no user's ``sub``."""
        return f"unknown:{self.derive(pool, name, 'subject').hex()}"

    def sub(self, pool: UserPool, name: str) -> str:
        """An id that no user has."""
        return self._uuid(pool, name, "sub")

    def user_id(self, pool: UserPool, name: str) -> str:
        """What would be the stored user name: the name itself, unless it could only be an address or a number."""
        if not pool.username_attributes and not _is_alias(pool, name):
            return name
        return self._uuid(pool, name, "user id")

    def _uuid(self, pool: UserPool, name: str, what: str) -> str:
        text = self.derive(pool, name, what).hex()
        return f"{text[:8]}-{text[8:12]}-4{text[12:15]}-{_VARIANT[text[15]]}{text[16:19]}-{text[19:31]}"

    def password(self, pool: UserPool, name: str) -> PasswordRecord:
        """A verifier that nobody knows a password for, and its salt."""
        stream = shake_256(self.derive(pool, name, "password")).digest(_VERIFIER_BYTES + _SALT_BYTES)
        verifier = int.from_bytes(stream[:_VERIFIER_BYTES], "big") % srp.N
        return PasswordRecord(
            salt=srp.salt_from(stream[_VERIFIER_BYTES:]), verifier=verifier.to_bytes(_VERIFIER_BYTES, "big"), set_at=0
        )

    def derive(self, pool: UserPool, name: str, what: str) -> bytes:
        """32 bytes for one purpose."""
        return hmac.digest(self._key, "\0".join((pool.id, pool.name_key(name), what)).encode(), "sha256")


def _is_alias(pool: UserPool, name: str) -> bool:
    """User names never look like the aliases of their pool."""
    aliases = pool.alias_attributes
    return ("email" in aliases and is_email(name)) or ("phone_number" in aliases and is_phone_number(name))
