"""What unknown users look like where a client hides who exists (PreventUserExistenceErrors).

Everything is derived from the name with a secret key: stable for a name, telling nothing to who lacks the key.
"""

from __future__ import annotations

import base64
import hmac
from hashlib import shake_256

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, derive_private_key

from poolhouse.model import srp
from poolhouse.model.attributes import is_email, is_phone_number
from poolhouse.model.passkey import WebAuthnCredential
from poolhouse.model.user import PasswordRecord
from poolhouse.model.user_pool import UserPool

_VERIFIER_BYTES = 384
_SALT_BYTES = 16
_P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_ES256_KEY_X, _ES256_KEY_Y = bytes.fromhex("a5010203262001215820"), bytes.fromhex("225820")
"""A COSE_Key of type EC2 for ES256 around its coordinates (RFC 9053, 7.1.1)."""

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

    def has_passkey(self, pool: UserPool, name: str) -> bool:
        """Half of them have one: neither that there is one nor that there is none tells anything."""
        return bool(self.derive(pool, name, "has passkey")[0] & 1)

    def passkey(self, pool: UserPool, name: str, rp_id: str) -> WebAuthnCredential:
        """A credential that no authenticator holds."""
        secret = int.from_bytes(self.derive(pool, name, "passkey"), "big") % (_P256_ORDER - 1) + 1
        point = derive_private_key(secret, SECP256R1()).public_key().public_numbers()
        x, y = (number.to_bytes(32, "big") for number in (point.x, point.y))
        return WebAuthnCredential(
            pool_id=pool.id,
            sub=self.sub(pool, name),
            id=base64.urlsafe_b64encode(self.derive(pool, name, "passkey id")).rstrip(b"=").decode(),
            public_key=_ES256_KEY_X + x + _ES256_KEY_Y + y,
            sign_count=0,
            name="",
            rp_id=rp_id,
            transports=("hybrid", "internal"),
            attachment=None,
            created_at=0,
        )

    def derive(self, pool: UserPool, name: str, what: str) -> bytes:
        """32 bytes for one purpose."""
        return hmac.digest(self._key, "\0".join((pool.id, pool.name_key(name), what)).encode(), "sha256")


def _is_alias(pool: UserPool, name: str) -> bool:
    """User names never look like the aliases of their pool."""
    aliases = pool.alias_attributes
    return ("email" in aliases and is_email(name)) or ("phone_number" in aliases and is_phone_number(name))
