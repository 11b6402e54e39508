"""What unknown users look like where a client hides who exists (PreventUserExistenceErrors).

Everything is derived from the name with a secret key: stable for a name, telling nothing to who lacks the key.
"""

from __future__ import annotations

import hmac
import uuid

from poolhouse.model import srp
from poolhouse.model.user import PasswordRecord
from poolhouse.model.user_pool import UserPool


class Strangers:
    """Stand-ins for users who do not exist."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def subject(self, pool: UserPool, name: str) -> str:
        """The name under which attempts are counted; no user's ``sub``."""
        return f"unknown:{self.derive(pool, name, 'subject').hex()}"

    def user_id(self, pool: UserPool, name: str) -> str:
        """What would be the stored user name in pools that make their own."""
        if not pool.username_attributes:
            return name
        return str(uuid.UUID(bytes=self.derive(pool, name, "user id")[:16], version=4))

    def password(self, pool: UserPool, name: str) -> PasswordRecord:
        """A verifier that nobody knows a password for, and its salt."""
        stream = b"".join(self.derive(pool, name, f"verifier {block}") for block in range(12))
        verifier = int.from_bytes(stream, "big") % srp.N
        return PasswordRecord(
            salt=srp.salt_from(self.derive(pool, name, "salt")[:16]), verifier=verifier.to_bytes(384, "big"), set_at=0
        )

    def derive(self, pool: UserPool, name: str, what: str) -> bytes:
        """32 bytes for one purpose."""
        return hmac.digest(self._key, "\0".join((pool.id, pool.name_key(name), what)).encode(), "sha256")
