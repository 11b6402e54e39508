"""A browser's way to an identity provider and back.

What must be remembered meanwhile travels along sealed, as OAuth's ``state`` or SAML's ``RelayState``: no node keeps it,
and nobody else can make one. A trip belongs to the browser that began it (RFC 9700, 4.7: login CSRF), ends once, and
lasts five minutes (Cognito developer guide, "Quotas in Amazon Cognito").
"""

from __future__ import annotations

import base64
import binascii
import hmac
from hashlib import sha256

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from poolhouse.model.identifiers import RandomBytes
from poolhouse.tokens.jwt import base64url

LIFETIME_SECONDS = 300
_NONCE_BYTES = 12
_ID_BYTES = 9
_SECRET_BYTES = 32


class BadTrip(Exception):
    """Not a state of this server, or of another browser; the text is for the log."""


class Trip(msgspec.Struct, frozen=True, kw_only=True):
    """``query`` is the authorization request as it came; ``callback`` is where the provider sends the browser.

    ``nonce`` binds the provider's answer to this trip (in SAML it is the id of the request; empty where the provider
    began), ``verifier`` is PKCE's. ``expires_at`` in Unix seconds.
    """

    id: str
    query: str
    provider: str
    callback: str
    binding_digest: bytes
    nonce: str
    verifier: str
    expires_at: float

    def is_of(self, binding: str | None) -> bool:
        """Whether the browser that shows this cookie began the trip."""
        return binding is not None and hmac.compare_digest(_digest(binding), self.binding_digest)


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Trip).decode


class TripBox:
    """Begins, seals and opens trips. ``key`` has 32 bytes."""

    def __init__(self, key: bytes, random_bytes: RandomBytes) -> None:
        self._aead = AESGCM(key)
        self._random_bytes = random_bytes

    def begin(self, query: str, provider: str, callback: str, now: float) -> tuple[Trip, str]:
        """A trip, and the cookie value that its browser must show."""
        binding = self._secret(_SECRET_BYTES)
        trip = Trip(
            id=self._secret(_ID_BYTES),
            query=query,
            provider=provider,
            callback=callback,
            binding_digest=_digest(binding),
            # An id of XML may not begin with a digit.
            nonce="_" + self._secret(_SECRET_BYTES),
            verifier=self._secret(_SECRET_BYTES),
            expires_at=now + LIFETIME_SECONDS,
        )
        return trip, binding

    def seal(self, trip: Trip) -> str:
        nonce = self._random_bytes(_NONCE_BYTES)
        return base64url(nonce + self._aead.encrypt(nonce, _encode(trip), None)).decode()

    def open(self, text: str) -> Trip:
        """Its time may be over. Raises BadTrip."""
        try:
            sealed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
            return _decode(self._aead.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], None))
        except (binascii.Error, InvalidTag, ValueError, msgspec.MsgspecError):
            raise BadTrip("the state is not of this server") from None

    def _secret(self, count: int) -> str:
        return base64url(self._random_bytes(count)).decode()


def _digest(binding: str) -> bytes:
    return sha256(binding.encode(errors="replace")).digest()
