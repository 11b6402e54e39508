"""The client's side of USER_SRP_AUTH, with one fixed private value so that it costs little."""

from __future__ import annotations

import base64
import time
from functools import cache

from poolhouse.model import srp

SECRET = 1 << 64
CHALLENGE = {
    "USER_ID_FOR_SRP": "bench",
    "SECRET_BLOCK": base64.b64encode(b"x" * 700).decode(),
    "SRP_B": f"{pow(3, 1 << 255, srp.N):x}",
    "SALT": "5a" * 16,
}
"""A challenge that no server posed: answering it takes as long as any other."""


@cache
def public() -> str:
    return f"{pow(srp.G, SECRET, srp.N):x}"


def answer(pool_name: str, password: str, parameters: dict[str, str]) -> dict[str, str]:
    """ChallengeResponses for PASSWORD_VERIFIER."""
    user, block = parameters["USER_ID_FOR_SRP"], parameters["SECRET_BLOCK"]
    server_public = int(parameters["SRP_B"], 16)
    x = srp.private_key(pool_name, user, password, bytes.fromhex(parameters["SALT"]))
    u = srp.scrambling(int(public(), 16), server_public)
    base = (server_public - srp.K_MULTIPLIER * pow(srp.G, x, srp.N)) % srp.N
    key = srp.derive_key(pow(base, SECRET + u * x, srp.N), u)
    timestamp = srp.format_timestamp(time.time())
    signature = srp.claim_signature(key, pool_name, user, base64.b64decode(block), timestamp)
    return {
        "USERNAME": user,
        "TIMESTAMP": timestamp,
        "PASSWORD_CLAIM_SECRET_BLOCK": block,
        "PASSWORD_CLAIM_SIGNATURE": base64.b64encode(signature).decode(),
    }
