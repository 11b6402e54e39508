"""The cryptographic floor: what no server that signs these tokens and checks these passwords can do without.

The work is done in a process of its own which, like the server, sleeps until a request wakes it: caches are as cold as
the server finds them, and a loop that does nothing else would be about a fifth faster. ``python -m bench.floor
DESCRIPTOR`` is that process.
"""

from __future__ import annotations

import random
import socket
import subprocess
import sys
from collections.abc import Callable
from types import TracebackType

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256

from poolhouse.model import srp

NOTHING = b"n"
MACHINE = b"m"
REFRESH = b"r"
PASSWORD = b"p"
CHALLENGE = b"c"
ANSWER = b"a"


class Floor:
    """Asks the process to do the cryptography of one request."""

    def __init__(self) -> None:
        self._socket, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "bench.floor", str(theirs.fileno())], pass_fds=[theirs.fileno()]
            )
        self.pid = self._process.pid

    def __enter__(self) -> Floor:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._socket.close()
        self._process.wait()

    def do(self, request: bytes) -> None:
        self._socket.sendall(request)
        if self._socket.recv(1) != request:
            raise RuntimeError("the process of the floor has ended")


def works() -> dict[bytes, Callable[[], object]]:
    """Two RS256 signatures with a 2048-bit key for every pair of tokens, one for a machine's token; exponentiations
    with 256-bit exponents in the 3072-bit group: g^x for a password, g^b for a challenge, v^u and (A v^u)^b for its
    answer."""
    key = generate_private_key(65537, 2048)
    padding, digest = PKCS1v15(), SHA256()
    exponent = random.Random(1).getrandbits(256) | 1 << 255
    base = pow(3, exponent, srp.N)

    def sign_one() -> None:
        key.sign(b"x" * 900, padding, digest)

    def sign() -> None:
        sign_one()
        sign_one()

    def password() -> None:
        srp.power(srp.G, exponent)
        sign()

    def answer() -> None:
        for _ in range(2):
            srp.power(base, exponent)
        sign()

    return {
        NOTHING: lambda: None,
        MACHINE: sign_one,
        REFRESH: sign,
        PASSWORD: password,
        CHALLENGE: lambda: srp.power(srp.G, exponent),
        ANSWER: answer,
    }


def serve(descriptor: int) -> None:
    """Do what each byte asks for and send it back, until the other end closes."""
    known = works()
    with socket.socket(fileno=descriptor) as requests:
        while request := requests.recv(1):
            known[request]()
            requests.sendall(request)


if __name__ == "__main__":
    serve(int(sys.argv[1]))
