"""What one page tells the next: sealed, at the end of its address, so that tabs do not share it and nobody can make
one up."""

from __future__ import annotations

import base64
import binascii
import re

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from poolhouse.ports import Clock, Entropy

PARAMETER = "_step"
LIFETIME_SECONDS = 3600
_NONCE_BYTES = 12
_SUFFIX = re.compile(rf"(?:^|&){PARAMETER}=([A-Za-z0-9_-]*)$".encode())


class Journey(msgspec.Struct, frozen=True):
    """``username`` is the name that the visitor typed, ``destination`` where a code went, as it may be shown;
    ``notice`` is a key of the catalogue of texts. ``adds_passkey`` says that the way back to the client leads over the
    page that adds one."""

    username: str = ""
    destination: str = ""
    notice: str = ""
    adds_passkey: bool = False


class _Sealed(msgspec.Struct, frozen=True, array_like=True):
    journey: Journey
    expires_at: float


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(_Sealed).decode


class JourneyBox:
    """Seals and opens. ``key`` has 32 bytes."""

    def __init__(self, key: bytes, clock: Clock, entropy: Entropy) -> None:
        self._aead = AESGCM(key)
        self._clock = clock
        self._entropy = entropy

    def seal(self, journey: Journey, client_id: str) -> str:
        """Base64url without padding."""
        nonce = self._entropy.token_bytes(_NONCE_BYTES)
        content = _encode(_Sealed(journey, self._clock.now() + LIFETIME_SECONDS))
        sealed = nonce + self._aead.encrypt(nonce, content, client_id.encode())
        return base64.urlsafe_b64encode(sealed).rstrip(b"=").decode()

    def open(self, text: str, client_id: str) -> Journey:
        """An empty one where the text is not ours, of another client, or too old."""
        try:
            sealed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
            opened = _decode(self._aead.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], client_id.encode()))
        except (binascii.Error, InvalidTag, ValueError, msgspec.MsgspecError):
            return Journey()
        return opened.journey if opened.expires_at > self._clock.now() else Journey()


def split(query: bytes) -> tuple[bytes, str]:
    """The authorization request as it was, and the sealed journey behind it, empty where there is none."""
    found = _SUFFIX.search(query)
    return (query[: found.start()], found[1].decode()) if found else (query, "")
