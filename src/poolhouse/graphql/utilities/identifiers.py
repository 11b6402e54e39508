"""``$util``: new identifiers."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from poolhouse.graphql.utilities.utilities import Utilities

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_KSUID_EPOCH = 1_400_000_000


def auto_id(utilities: Utilities) -> str:
    return utilities.entropy.uuid()


def auto_ulid(utilities: Utilities) -> str:
    """26 characters: 48 bits of milliseconds, 80 random bits (the ULID specification)."""
    milliseconds = int(utilities.clock.now() * 1000)
    return _digits(milliseconds << 80 | int.from_bytes(utilities.entropy.token_bytes(10), "big"), _CROCKFORD, 26)


def auto_ksuid(utilities: Utilities) -> str:
    """27 characters: 32 bits of seconds since May 2014, 128 random bits (segment's KSUID)."""
    seconds = int(utilities.clock.now()) - _KSUID_EPOCH
    return _digits(seconds << 128 | int.from_bytes(utilities.entropy.token_bytes(16), "big"), _BASE62, 27)


def _digits(number: int, alphabet: str, width: int) -> str:
    digits = []
    for _ in range(width):
        number, digit = divmod(number, len(alphabet))
        digits.append(alphabet[digit])
    return "".join(reversed(digits))


OF_REQUEST: dict[str, Callable[..., Any]] = {"autoId": auto_id, "autoUlid": auto_ulid, "autoKsuid": auto_ksuid}
