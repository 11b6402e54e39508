"""USER_SRP_AUTH: the password is proved, never sent (RFC 5054 as :mod:`poolhouse.model.srp` has it)."""

from __future__ import annotations

import base64

from poolhouse import errors
from poolhouse.flows import lockout
from poolhouse.flows.challenge import ChallengeState, SrpExchange, expiry, use_up
from poolhouse.flows.completion import after_password
from poolhouse.flows.context import Answer, Challenge, Services, SignInRequest
from poolhouse.flows.suspect import as_suspect, identify
from poolhouse.model import srp

NAME = "PASSWORD_VERIFIER"
_GROUP_BYTES = 384


async def start(request: SignInRequest, services: Services) -> Answer:
    """The server's half of the exchange. A name that nobody has gets one just like it."""
    now = services.clock.now()
    async with services.store.read() as records:
        suspect = await identify(request, services, records, now)
    try:
        client_public = srp.public_value(request.required("SRP_A"))
    except srp.SrpRejected as rejected:
        raise errors.INCORRECT_PASSWORD(hint=f"SRP_A: {rejected}") from None
    secret = services.entropy.token_bytes(srp.SECRET_BITS // 8)
    verifier = int.from_bytes(suspect.password.verifier, "big")
    server_public = srp.server_ephemeral(verifier, int.from_bytes(secret, "big"))
    block = services.challenges.seal(
        ChallengeState(
            id=services.entropy.uuid(),
            challenge=NAME,
            client_id=request.client.id,
            sub=suspect.sub,
            username=suspect.username,
            typed=suspect.typed,
            expires_at=expiry(request.client, now),
            srp=SrpExchange(srp.pad(client_public), server_public.to_bytes(_GROUP_BYTES, "big"), secret),
        )
    )
    parameters = {
        "SALT": suspect.password.salt.hex(),
        "SECRET_BLOCK": block,
        "SRP_B": f"{server_public:x}",
        "USERNAME": suspect.username,
        "USER_ID_FOR_SRP": suspect.username,
    }
    return Challenge(NAME, parameters, None)


async def respond(request: SignInRequest, services: Services) -> Answer:
    """The client's proof. Right or wrong, it can be given once."""
    now, pool = services.clock.now(), request.pool
    typed, block = request.required("USERNAME"), request.required("PASSWORD_CLAIM_SECRET_BLOCK")
    signature, timestamp = request.required("PASSWORD_CLAIM_SIGNATURE"), request.required("TIMESTAMP")
    state = services.challenges.open(block, challenge=NAME, client=request.client, username=typed, now=now)
    request.check_secret_hash(state.username, state.typed)
    async with services.store.write(fleeting=True) as records:
        await use_up(records, state)
    async with services.store.read() as records:
        user = await records.get_user(pool.id, state.sub)
        suspect = as_suspect(request, services, user, state.typed)
        failures = await lockout.check(records, pool.id, suspect.subject, now)
        proved = _proved(state, pool.short_name, suspect.password.verifier, signature, block, timestamp)
    if not proved or user is None:
        await lockout.failed(services.store, pool.id, suspect.subject, now)
        raise errors.INCORRECT_PASSWORD()
    if not srp.timestamp_is_current(timestamp, now):
        raise errors.INCORRECT_PASSWORD(hint=f"TIMESTAMP {timestamp!r} is not current; is the client's clock right?")
    if not user.enabled:
        raise errors.USER_DISABLED()
    await lockout.succeeded(services.store, pool.id, suspect.subject, failures)
    return await after_password(request, services, user, state.typed)


def _proved(state: ChallengeState, pool_name: str, verifier: bytes, signature: str, block: str, timestamp: str) -> bool:
    exchange = state.srp
    if exchange is None:
        return False
    numbers = (exchange.client_public, exchange.server_public, verifier, exchange.server_secret)
    try:
        key = srp.server_key(*(int.from_bytes(number, "big") for number in numbers))
    except srp.SrpRejected:
        return False
    return srp.claim_matches(signature, key, pool_name, state.username, base64.b64decode(block), timestamp)
