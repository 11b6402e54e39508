"""Compact JWS with RS256 (RFC 7515, RFC 7518 3.3), as far as a pool's tokens need it."""

from __future__ import annotations

import base64
import binascii
from hashlib import sha256
from typing import Any

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256

_PADDING = PKCS1v15()
_HASH = SHA256()
_encode_json = msgspec.json.Encoder().encode


class Malformed(Exception):
    """The text is no JWT of ours."""


class Header(msgspec.Struct):
    """The header members that count. Key references inside a token (``jku``, ``x5u``, ``jwk``) are never followed."""

    kid: str
    alg: str


_decode_header = msgspec.json.Decoder(Header).decode
_decode_claims = msgspec.json.Decoder(dict[str, Any]).decode


def half_hash(token: str) -> str:
    """``at_hash`` of an access token, for RS256 (OpenID Connect Core, 3.1.3.6)."""
    return base64url(sha256(token.encode("ascii")).digest()[:16]).decode()


def base64url(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def from_base64url(text: bytes) -> bytes:
    """Strict: no padding, no foreign characters, no stray bits. Raises Malformed."""
    try:
        data = base64.b64decode(text + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise Malformed("not base64url") from None
    if base64url(data) != text:
        raise Malformed("not canonical base64url")
    return data


def header_prefix(kid: str) -> bytes:
    """The encoded header and its dot; the same for every token of a key."""
    return base64url(_encode_json({"kid": kid, "alg": "RS256"})) + b"."


def sign(prefix: bytes, claims: dict[str, Any], key: RSAPrivateKey) -> str:
    signed = prefix + base64url(_encode_json(claims))
    return (signed + b"." + base64url(key.sign(signed, _PADDING, _HASH))).decode()


class Unverified(msgspec.Struct, frozen=True):
    """A parsed token whose signature nobody has looked at yet."""

    header: Header
    claims: dict[str, Any]
    signed: bytes
    signature: bytes

    def verified_by(self, key: RSAPublicKey) -> bool:
        try:
            key.verify(self.signature, self.signed, _PADDING, _HASH)
        except InvalidSignature:
            return False
        return True


def is_jwt(text: str) -> bool:
    """Whether it has the form of a token; nothing is verified."""
    try:
        parse(text)
    except Malformed:
        return False
    return True


def parse(token: str) -> Unverified:
    """Raises Malformed."""
    try:
        encoded = token.encode("ascii")
    except UnicodeEncodeError:
        raise Malformed("not ASCII") from None
    parts = encoded.split(b".")
    if len(parts) != 3:
        raise Malformed("not three parts")
    header, claims, signature = (from_base64url(part) for part in parts)
    try:
        return Unverified(_decode_header(header), _decode_claims(claims), encoded.rpartition(b".")[0], signature)
    # msgspec gives up on deep nesting with RecursionError; text that is not UTF-8 is a ValueError, as all its others.
    except (ValueError, RecursionError):
        raise Malformed("not JSON of a token") from None
