"""Identifiers in AWS's forms. Randomness is passed in."""

from __future__ import annotations

import base64
import string
import uuid
from collections.abc import Callable

RandomBytes = Callable[[int], bytes]

_POOL_ALPHABET = string.ascii_letters + string.digits
_CLIENT_ALPHABET = string.ascii_lowercase + string.digits


def _text(alphabet: str, length: int, random_bytes: RandomBytes) -> str:
    """Unbiased: bytes beyond the largest multiple of the alphabet's size are thrown away."""
    limit = 256 - 256 % len(alphabet)
    characters: list[str] = []
    while len(characters) < length:
        characters += [alphabet[byte % len(alphabet)] for byte in random_bytes(2 * length) if byte < limit]
    return "".join(characters[:length])


def pool_id(region: str, random_bytes: RandomBytes) -> str:
    return f"{region}_{_text(_POOL_ALPHABET, 9, random_bytes)}"


def client_id(random_bytes: RandomBytes) -> str:
    return _text(_CLIENT_ALPHABET, 26, random_bytes)


def client_secret(random_bytes: RandomBytes) -> str:
    return _text(_CLIENT_ALPHABET, 52, random_bytes)


def key_id(random_bytes: RandomBytes) -> str:
    """A signing key's id: base64 text, as AWS's look."""
    return base64.b64encode(random_bytes(32)).decode()


def verification_code(random_bytes: RandomBytes) -> str:
    """Six decimal digits."""
    return _text(string.digits, 6, random_bytes)


def temporary_password(length: int, random_bytes: RandomBytes) -> str:
    """A password that meets every rule a pool can set: at least one of each kind, in random order."""
    kinds = (string.ascii_uppercase, string.ascii_lowercase, string.digits, "!@#$%^*_+=-")
    rest = _text("".join(kinds), max(length, 12) - len(kinds), random_bytes)
    characters = list("".join(_text(kind, 1, random_bytes) for kind in kinds) + rest)
    order = random_bytes(4 * len(characters))
    ranked = sorted(range(len(characters)), key=lambda index: order[4 * index : 4 * index + 4])
    return "".join(characters[index] for index in ranked)


def session_id(milliseconds: int, random_bytes: RandomBytes) -> str:
    """A UUID that carries the time at which a session began (RFC 9562, version 7)."""
    value = int.from_bytes(milliseconds.to_bytes(6, "big") + random_bytes(10), "big")
    value = value & ~(0xF << 76) | 7 << 76
    value = value & ~(0x3 << 62) | 2 << 62
    return str(uuid.UUID(int=value))


def session_began_at(identifier: str) -> int:
    """Milliseconds since the epoch. Raises ValueError when the text is no UUID."""
    return uuid.UUID(identifier).int >> 80
