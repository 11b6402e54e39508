"""SRP-6a arithmetic as Cognito does it (RFC 5054, with the differences named here).

Cognito differs from RFC 5054 in its generator (2 on the 3072-bit group), in the padding of integers (:func:`pad`, never
to the length of N), in the identity (pool name and user id, no colon between), and in its proof: instead of M1 and M2
the client signs with a key that HKDF (RFC 5869) derives from the shared secret. A remembered device does the same with
its group key, its key and its secret in place of pool name, user id and password.

Sources: RFC 5054; RFC 5869; Cognito developer guide, "Authentication flows" and "Working with user devices in your user
pool". Nothing here reads a clock or makes randomness.
"""

from __future__ import annotations

import base64
import hmac
import re
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256

try:
    from gmpy2 import mpz as _integer
    from gmpy2 import powmod as _powmod
except ImportError:  # gmpy2 builds for CPython only; the result is the same, about eight times slower
    _integer, _powmod = int, pow

N = int(
    "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DD"
    "EF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED"
    "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF0598DA48361C55D39A69163FA8FD24CF5F"
    "83655D23DCA3AD961C62F356208552BB9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3B"
    "E39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF6955817183995497CEA956AE515D2261898FA0510"
    "15728E5A8AAAC42DAD33170D04507A33A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7DB3970F85A6E1E4C7"
    "ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864D87602733EC86A64521F2B18177B200C"
    "BBE117577A615D6C770988C0BAD946E208E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF",
    16,
)
"""The 3072-bit prime of RFC 5054, appendix A (RFC 3526, group 15)."""

G = 2
SECRET_BITS = 256
"""Size of the server's private value b. Larger ones cost much and add nothing to a 128-bit session key."""

TIMESTAMP_WINDOW_SECONDS = 300
"""Our choice: the service does not publish how far a client's clock may be off."""

_VERIFIER_BYTES = 384
_EXPONENT_BITS = 256
_DIGIT_BITS = 6
_LONGEST_HEX = 2048
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_TIMESTAMP = re.compile(r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d{1,2}) (\d\d):(\d\d):(\d\d) UTC (\d{4})", re.ASCII)
_HEX = re.compile(r"[0-9a-fA-F]+")


class SrpRejected(ValueError):
    """A public value that an honest client never sends (RFC 5054, 2.5.4 and 2.6)."""


def pad(number: int) -> bytes:
    """The shortest big-endian two's-complement form: a zero byte in front when the top bit is set."""
    return number.to_bytes(number.bit_length() // 8 + 1, "big")


def _hash_int(*parts: bytes) -> int:
    return int.from_bytes(sha256(b"".join(parts)).digest(), "big")


K_MULTIPLIER = _hash_int(pad(N), pad(G))
"""k of SRP-6a."""


def public_value(text: str) -> int:
    """A client's ``SRP_A``: hexadecimal digits, leading zeros allowed.

    Raises SrpRejected for other text and for a multiple of N, which would make the shared secret zero.
    """
    if len(text) > _LONGEST_HEX or not _HEX.fullmatch(text):
        raise SrpRejected("not a hexadecimal number of reasonable length")
    value = int(text, 16)
    if value % N == 0:
        raise SrpRejected("A is a multiple of N")
    return value


def power(base: int, exponent: int) -> int:
    """``base`` to the ``exponent`` modulo N: what nearly all of the time goes into."""
    return int(_powmod(base, exponent, N))


def generator_power(exponent: int) -> int:
    """g to the ``exponent`` modulo N.

    The digits of an exponent of at most 256 bits pick powers from a table, so that nothing is squared (fixed-base
    windowing, Handbook of Applied Cryptography, 14.6.3): a quarter of what :func:`power` needs.
    """
    if exponent.bit_length() > _EXPONENT_BITS:
        return power(G, exponent)
    modulus, product = _integer(N), _integer(1)
    for row in _generator_powers():
        product = product * row[exponent & ((1 << _DIGIT_BITS) - 1)] % modulus
        exponent >>= _DIGIT_BITS
    return int(product)


@cache
def _generator_powers() -> tuple[tuple[int, ...], ...]:
    """Row i holds g^(d * 64^i) mod N for every digit d: one megabyte, made at the first use in about 10 ms."""
    modulus, base, rows = _integer(N), _integer(G), []
    for _ in range(0, _EXPONENT_BITS, _DIGIT_BITS):
        row = [_integer(1)]
        for _ in range((1 << _DIGIT_BITS) - 1):
            row.append(row[-1] * base % modulus)
        rows.append(tuple(row))
        base = row[-1] * base % modulus
    return tuple(rows)


def private_key(pool_name: str, user_id: str, password: str, salt: bytes) -> int:
    """x, the hash of identity, password and salt. For devices: group key, device key, device secret."""
    inner = sha256(f"{pool_name}{user_id}:{password}".encode()).digest()
    return _hash_int(pad(int.from_bytes(salt, "big")), inner)


def verifier(pool_name: str, user_id: str, password: str, salt: bytes) -> int:
    """v = g^x mod N, the only thing that a server needs to keep besides the salt."""
    return generator_power(private_key(pool_name, user_id, password, salt))


def server_ephemeral(verifier: int, secret: int) -> int:
    """B = (k*v + g^b) mod N for the private value b (``secret``, SECRET_BITS random bits)."""
    return (K_MULTIPLIER * verifier + generator_power(secret)) % N


def scrambling(client_public: int, server_public: int) -> int:
    """u, which binds both public values."""
    return _hash_int(pad(client_public), pad(server_public))


def server_key(client_public: int, server_public: int, verifier: int, secret: int) -> bytes:
    """K, the 16-byte key that the client proves to know; A, B, v and b in this order.

    Raises SrpRejected when A mod N or u is zero.
    """
    if client_public % N == 0:
        raise SrpRejected("A is a multiple of N")
    u = scrambling(client_public, server_public)
    if u == 0:
        raise SrpRejected("u is zero")
    shared = power(client_public * power(verifier, u) % N, secret)
    return derive_key(shared, u)


def derive_key(shared: int, u: int) -> bytes:
    """The first 16 bytes of HKDF-SHA256 (RFC 5869) over the shared secret, with u as the salt."""
    extracted = hmac.digest(pad(u), pad(shared), "sha256")
    return hmac.digest(extracted, b"Caldera Derived Key\x01", "sha256")[:16]


def claim_signature(key: bytes, pool_name: str, user_id: str, secret_block: bytes, timestamp: str) -> bytes:
    """What ``PASSWORD_CLAIM_SIGNATURE`` holds once its Base64 is taken off."""
    return hmac.digest(key, pool_name.encode() + user_id.encode() + secret_block + timestamp.encode(), "sha256")


def claim_matches(claimed: str, key: bytes, pool_name: str, user_id: str, secret_block: bytes, timestamp: str) -> bool:
    """True when ``claimed`` (Base64) is the right signature; takes the same time wherever it differs."""
    try:
        signature = base64.b64decode(claimed, validate=True)
    except ValueError:
        return False
    return hmac.compare_digest(signature, claim_signature(key, pool_name, user_id, secret_block, timestamp))


def format_timestamp(now: float) -> str:
    """Unix seconds as clients write them: ``Sun Nov 1 00:00:00 UTC 2026``, whatever the locale."""
    t = datetime.fromtimestamp(now, UTC)
    return f"{_DAYS[t.weekday()]} {_MONTHS[t.month - 1]} {t.day} {t:%H:%M:%S} UTC {t.year:04}"


def parse_timestamp(text: str) -> float | None:
    """Unix seconds of a client's ``TIMESTAMP``; None when it is not written exactly as clients must write it."""
    if not (match := _TIMESTAMP.fullmatch(text)) or match[1] not in _MONTHS:
        return None
    month = _MONTHS.index(match[1]) + 1
    try:
        day, hour, minute, second, year = (int(part) for part in match.groups()[1:])
        seconds = datetime(year, month, day, hour, minute, second, tzinfo=UTC).timestamp()
    except ValueError:
        return None
    return seconds if format_timestamp(seconds) == text else None


def timestamp_is_current(text: str, now: float) -> bool:
    """True when ``text`` is well-formed and at most TIMESTAMP_WINDOW_SECONDS away from ``now`` (Unix seconds)."""
    seconds = parse_timestamp(text)
    return seconds is not None and abs(seconds - now) <= TIMESTAMP_WINDOW_SECONDS


def password_matches(expected: int, pool_name: str, user_id: str, password: str, salt: bytes) -> bool:
    """Checks a plain password against a stored verifier, comparing in constant time."""
    actual = verifier(pool_name, user_id, password, salt)
    return hmac.compare_digest(actual.to_bytes(_VERIFIER_BYTES, "big"), expected.to_bytes(_VERIFIER_BYTES, "big"))


def salt_from(random: bytes) -> bytes:
    """A salt from 16 random bytes whose first byte lies in 0x01-0x7f.

    Some clients hash the hexadecimal text of ``SALT`` as it stands, others its padded integer: such a salt reads the
    same either way.
    """
    return bytes(((random[0] & 0x7F) or 1,)) + random[1:]


def secret_hash(username: str, client_id: str, client_secret: str) -> str:
    """``SECRET_HASH`` (Cognito developer guide, "Computing secret hash values"), Base64."""
    digest = hmac.digest(client_secret.encode(), (username + client_id).encode(), "sha256")
    return base64.b64encode(digest).decode()
