"""The client's half of a USER_SRP_AUTH sign-in (RFC 5054): the password never leaves this process."""

from __future__ import annotations

import base64
import secrets
import time
from collections.abc import Mapping
from typing import Any

from poolhouse.cli.demo.aws_client import UserPoolApi
from poolhouse.model import srp


def sign_in(
    api: UserPoolApi, pool_id: str, client_id: str, username: str, password: str, metadata: Mapping[str, str]
) -> dict[str, Any]:
    """AuthenticationResult. Raises Refused."""
    secret = secrets.randbits(srp.SECRET_BITS)
    public = pow(srp.G, secret, srp.N)
    challenge = api.call(
        "InitiateAuth",
        AuthFlow="USER_SRP_AUTH",
        ClientId=client_id,
        AuthParameters={"USERNAME": username, "SRP_A": f"{public:x}"},
    )
    given = challenge["ChallengeParameters"]
    pool_name, user_id = pool_id.partition("_")[2], given["USER_ID_FOR_SRP"]
    timestamp = srp.format_timestamp(time.time())
    key = _shared_key(secret, public, int(given["SRP_B"], 16), pool_name, user_id, password, given["SALT"])
    block = base64.b64decode(given["SECRET_BLOCK"])
    proof = srp.claim_signature(key, pool_name, user_id, block, timestamp)
    answered = api.call(
        "RespondToAuthChallenge",
        ClientId=client_id,
        ChallengeName=challenge["ChallengeName"],
        ChallengeResponses={
            "USERNAME": user_id,
            "TIMESTAMP": timestamp,
            "PASSWORD_CLAIM_SECRET_BLOCK": given["SECRET_BLOCK"],
            "PASSWORD_CLAIM_SIGNATURE": base64.b64encode(proof).decode(),
        },
        ClientMetadata=dict(metadata),
    )
    result: dict[str, Any] = answered["AuthenticationResult"]
    return result


def _shared_key(
    secret: int, public: int, server_public: int, pool_name: str, user_id: str, password: str, salt: str
) -> bytes:
    """K from S = (B - k*g^x)^(a + u*x) mod N."""
    x = srp.private_key(pool_name, user_id, password, bytes.fromhex(salt))
    u = srp.scrambling(public, server_public)
    base = (server_public - srp.K_MULTIPLIER * pow(srp.G, x, srp.N)) % srp.N
    return srp.derive_key(pow(base, secret + u * x, srp.N), u)
