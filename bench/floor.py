"""The floor: what no server that signs these tokens, checks these passwords and calls this function can do without.

That is the cryptography, and with a trigger one trip to a Node.js process that does nothing else. The work is done in
a process of its own which, like the server, sleeps until a request wakes it: caches are as cold as the server finds
them, and a loop that does nothing else would be about a fifth faster. ``python -m bench.floor DESCRIPTOR`` is that
process.
"""

from __future__ import annotations

import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

import msgspec
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256

from bench.timed import Timed
from poolhouse.functions.node_binary import find_node
from poolhouse.model import srp
from poolhouse.model.group import GroupClaims
from poolhouse.triggers.pre_token_generation.event import Principal, build_event

NOTHING = b"n"
MACHINE = b"m"
REFRESH = b"r"
PASSWORD = b"p"
CHALLENGE = b"c"
ANSWER = b"a"
_ENDS_WITH_TOKENS = frozenset({MACHINE, REFRESH, PASSWORD, ANSWER})


def _with_trigger(request: bytes) -> bytes:
    return request.upper()


class Floor(Timed):
    """Asks the process to do the least of one request."""

    def __init__(self) -> None:
        super().__init__()
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
        began = time.perf_counter()
        self._socket.sendall(request)
        if self._socket.recv(1) != request:
            raise RuntimeError("the process of the floor has ended")
        self.latencies.append((time.perf_counter() - began) * 1000)

    def do_with_trigger(self, request: bytes) -> None:
        self.do(_with_trigger(request) if request in _ENDS_WITH_TOKENS else request)


class BareFunction:
    """The benchmark's function in a process that nothing confines, watches or replaces."""

    def __init__(self) -> None:
        node = str(find_node(os.environ["PATH"]).path)
        script = str(Path(__file__).parent / "bare_function.mjs")
        self._process = subprocess.Popen([node, script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)
        principal = Principal(
            region="us-east-1",
            user_pool_id="us-east-1_bench0001",
            client_id="1example23456789",
            trigger_source="TokenGeneration_RefreshTokens",
            scopes=("aws.cognito.signin.user.admin",),
            username="bench",
            user_attributes={"sub": "bench", "email": "bench@poolhouse.test", "email_verified": "true"},
            groups=GroupClaims(names=("bench",)),
        )
        self._event = build_event(principal, "V3_0")

    def call(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(msgspec.json.encode(self._event))
        msgspec.json.decode(self._process.stdout.read(64 * 1024))

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()


def works(function: BareFunction) -> dict[bytes, Callable[[], object]]:
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

    def after_call(work: Callable[[], object]) -> Callable[[], object]:
        def both() -> None:
            function.call()
            work()

        return both

    alone: dict[bytes, Callable[[], object]] = {
        NOTHING: lambda: None,
        MACHINE: sign_one,
        REFRESH: sign,
        PASSWORD: password,
        CHALLENGE: lambda: srp.power(srp.G, exponent),
        ANSWER: answer,
    }
    return alone | {_with_trigger(request): after_call(alone[request]) for request in _ENDS_WITH_TOKENS}


def serve(descriptor: int) -> None:
    """Do what each byte asks for and send it back, until the other end closes."""
    function = BareFunction()
    known = works(function)
    with socket.socket(fileno=descriptor) as requests:
        while request := requests.recv(1):
            known[request]()
            requests.sendall(request)
    function.close()


if __name__ == "__main__":
    serve(int(sys.argv[1]))
