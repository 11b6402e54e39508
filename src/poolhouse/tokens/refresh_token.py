"""Refresh tokens: sealed JWEs that carry their session, so that a sign-in need not write anything.

Compact serialisation of RFC 7516 with ``dir`` and ``A256GCM`` (RFC 7518, 4.5 and 5.3) under the server's own key.
"""

from __future__ import annotations

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from poolhouse.model.identifiers import RandomBytes
from poolhouse.tokens.jwt import Malformed, base64url, from_base64url
from poolhouse.tokens.session import Session

_HEADER = base64url(b'{"cty":"JWT","enc":"A256GCM","alg":"dir"}')
_NONCE_BYTES = 12
_TAG_BYTES = 16


class RefreshToken(msgspec.Struct, frozen=True, kw_only=True):
    """The content. ``id`` is this token's own, new at every rotation; times in Unix seconds."""

    id: str
    pool_id: str
    client_id: str
    sub: str
    origin_jti: str
    event_id: str
    auth_time: int
    scopes: tuple[str, ...]
    expires_at: int
    through_oauth: bool = False
    resource: str | None = None
    device_key: str | None = None

    @property
    def session(self) -> Session:
        """What it continues."""
        return Session(
            origin_jti=self.origin_jti,
            event_id=self.event_id,
            auth_time=self.auth_time,
            scopes=self.scopes,
            through_oauth=self.through_oauth,
            resource=self.resource,
            device_key=self.device_key,
        )


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(RefreshToken).decode


class RefreshTokenBox:
    """Seals and opens refresh tokens. ``key`` has 32 bytes."""

    def __init__(self, key: bytes, random_bytes: RandomBytes) -> None:
        self._aead = AESGCM(key)
        self._random_bytes = random_bytes

    def seal(self, token: RefreshToken) -> str:
        nonce = self._random_bytes(_NONCE_BYTES)
        sealed = self._aead.encrypt(nonce, _encode(token), _HEADER)
        parts = (_HEADER, b"", base64url(nonce), base64url(sealed[:-_TAG_BYTES]), base64url(sealed[-_TAG_BYTES:]))
        return b".".join(parts).decode()

    def open(self, text: str) -> RefreshToken | None:
        """None when the text is not a refresh token of this server."""
        parts = text.encode(errors="replace").split(b".")
        if len(parts) != 5 or parts[0] != _HEADER or parts[1]:
            return None
        try:
            nonce, ciphertext, tag = (from_base64url(part) for part in parts[2:])
            return _decode(self._aead.decrypt(nonce, ciphertext + tag, _HEADER))
        except (Malformed, InvalidTag, ValueError, msgspec.MsgspecError):
            return None
