"""The server's side of an SRP-6a exchange, whoever proves to know a secret: a user or a device."""

from __future__ import annotations

import base64
from typing import NamedTuple

from poolhouse import errors
from poolhouse.flows.challenge import SrpExchange
from poolhouse.flows.context import Services, SignInRequest
from poolhouse.model import srp

_GROUP_BYTES = 384


class Opened(NamedTuple):
    """The exchange to remember, and ``SRP_B`` for the client."""

    exchange: SrpExchange
    srp_b: str


class Proof(NamedTuple):
    """The client's last word: what a challenge response holds of it."""

    signature: str
    block: str
    timestamp: str


def open_exchange(request: SignInRequest, services: Services, verifier: bytes) -> Opened:
    """Answers ``SRP_A``. Raises ServiceError for one that no honest client sends."""
    try:
        client_public = srp.public_value(request.required("SRP_A"))
    except srp.SrpRejected as rejected:
        raise errors.INCORRECT_PASSWORD(hint=f"SRP_A: {rejected}") from None
    secret = services.entropy.token_bytes(srp.SECRET_BITS // 8)
    server_public = srp.server_ephemeral(int.from_bytes(verifier, "big"), int.from_bytes(secret, "big"))
    exchange = SrpExchange(srp.pad(client_public), server_public.to_bytes(_GROUP_BYTES, "big"), secret)
    return Opened(exchange, f"{server_public:x}")


def proof_of(request: SignInRequest) -> Proof:
    """Raises ServiceError where a part is missing."""
    block, signature = request.required("PASSWORD_CLAIM_SECRET_BLOCK"), request.required("PASSWORD_CLAIM_SIGNATURE")
    return Proof(signature, block, request.required("TIMESTAMP"))


def proved(exchange: SrpExchange | None, verifier: bytes, proof: Proof, *, group: str, identity: str) -> bool:
    """``group`` and ``identity`` are pool name and user id, or a device's group key and key."""
    if exchange is None:
        return False
    numbers = (exchange.client_public, exchange.server_public, verifier, exchange.server_secret)
    try:
        key = srp.server_key(*(int.from_bytes(number, "big") for number in numbers))
    except srp.SrpRejected:
        return False
    return srp.claim_matches(proof.signature, key, group, identity, base64.b64decode(proof.block), proof.timestamp)


def check_time(proof: Proof, now: float) -> None:
    """Raises ServiceError NotAuthorizedException."""
    if not srp.timestamp_is_current(proof.timestamp, now):
        raise errors.INCORRECT_PASSWORD(
            hint=f"TIMESTAMP {proof.timestamp!r} is not current; is the client's clock right?"
        )
