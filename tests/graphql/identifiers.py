"""What stands in a time-ordered identifier: the time and the random bits."""

from __future__ import annotations

import string

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
BASE62 = string.digits + string.ascii_uppercase + string.ascii_lowercase


def parts(identifier: str, alphabet: str, random_bits: int) -> tuple[int, int]:
    """The time, in the identifier's own unit, and the random number.

    No character of a KSUID belongs to the time alone: 62 is no power of two, so a random bit may carry into any.
    """
    number = 0
    for digit in identifier:
        number = number * len(alphabet) + alphabet.index(digit)
    return divmod(number, 1 << random_bits)


def ulid_parts(identifier: str) -> tuple[int, int]:
    """Milliseconds since 1970 and 80 random bits."""
    return parts(identifier, CROCKFORD, 80)


def ksuid_parts(identifier: str) -> tuple[int, int]:
    """Seconds since 2014-05-13T16:53:20Z and 128 random bits."""
    return parts(identifier, BASE62, 128)
