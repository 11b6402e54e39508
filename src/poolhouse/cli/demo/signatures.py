"""Checking a token as any service would: against the pool's published keys (RFC 7515, RFC 7517)."""

from __future__ import annotations

import base64
from typing import Any

import msgspec
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256


def verified_claims(token: str, key_set: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """The claims and the id of the key that signed them. Raises InvalidSignature, and KeyError for an unknown key."""
    header, payload, signature = token.split(".")
    key_id: str = msgspec.json.decode(_decoded(header))["kid"]
    key = {key["kid"]: key for key in key_set["keys"]}[key_id]
    public = rsa.RSAPublicNumbers(_number(key["e"]), _number(key["n"])).public_key()
    public.verify(_decoded(signature), f"{header}.{payload}".encode(), padding.PKCS1v15(), SHA256())
    claims: dict[str, Any] = msgspec.json.decode(_decoded(payload))
    return claims, key_id


def _decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _number(text: str) -> int:
    return int.from_bytes(_decoded(text), "big")
