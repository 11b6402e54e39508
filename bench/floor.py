"""The cryptographic floor: what no server that signs these tokens and checks these passwords can do without."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256

from poolhouse.model import srp

ROUNDS = 15
PER_ROUND = 20


def milliseconds(work: Callable[[], object]) -> float:
    """CPU time of one call: the median over rounds."""
    rounds = []
    for _ in range(ROUNDS):
        start = time.process_time()
        for _ in range(PER_ROUND):
            work()
        rounds.append((time.process_time() - start) / PER_ROUND * 1000)
    return median(rounds)


def signature() -> float:
    """One RS256 signature with a 2048-bit key, over about as many bytes as a token has."""
    key, padding, digest = generate_private_key(65537, 2048), PKCS1v15(), SHA256()
    return milliseconds(lambda: key.sign(b"x" * 900, padding, digest))


def exponentiation() -> float:
    """One modular exponentiation of the 3072-bit group with a 256-bit exponent."""
    exponent = (1 << 255) + 12345
    return milliseconds(lambda: srp.server_ephemeral(0, exponent))
