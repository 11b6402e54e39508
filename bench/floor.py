"""The cryptographic floor: what no server that signs these tokens and checks these passwords can do without."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256

from poolhouse.model import srp

REPETITIONS = 60


class Costs(NamedTuple):
    """CPU milliseconds of one RS256 signature with a 2048-bit key, and of one exponentiation in the 3072-bit group
    with a 256-bit exponent: of the generator, and of any other base."""

    signature: float
    generator_power: float
    power: float

    @property
    def refresh(self) -> float:
        """Two signatures."""
        return 2 * self.signature

    @property
    def password(self) -> float:
        """Two signatures and g^x."""
        return self.refresh + self.generator_power

    @property
    def srp(self) -> float:
        """Two signatures, g^b, v^u and (A v^u)^b."""
        return self.refresh + self.generator_power + 2 * self.power


class Floor:
    """Measures the costs anew whenever asked, so that they can stand beside what is measured at that moment."""

    def __init__(self) -> None:
        self._key = generate_private_key(65537, 2048)
        self._padding, self._digest = PKCS1v15(), SHA256()
        self._exponent = (1 << 255) + 12345
        self._base = pow(3, self._exponent, srp.N)

    def measure(self) -> Costs:
        return Costs(
            _milliseconds(lambda: self._key.sign(b"x" * 900, self._padding, self._digest)),
            _milliseconds(lambda: srp.power(srp.G, self._exponent)),
            _milliseconds(lambda: srp.power(self._base, self._exponent)),
        )


def _milliseconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    for _ in range(REPETITIONS):
        work()
    return (time.process_time() - start) / REPETITIONS * 1000
