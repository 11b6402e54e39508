"""USER_SRP_AUTH: the password is proved, never sent (RFC 5054 as :mod:`poolhouse.model.srp` has it)."""

from __future__ import annotations

from poolhouse import errors
from poolhouse.flows import devices, lockout
from poolhouse.flows.asking import open_state, sealed_state
from poolhouse.flows.challenge import use_up
from poolhouse.flows.completion import after_password
from poolhouse.flows.context import Answer, Challenge, Services, SignInRequest
from poolhouse.flows.srp_exchange import check_time, open_exchange, proof_of, proved
from poolhouse.flows.suspect import as_suspect, identify

NAME = "PASSWORD_VERIFIER"


async def start(request: SignInRequest, services: Services) -> Answer:
    """The server's half of the exchange. A name that nobody has gets one just like it."""
    now = services.clock.now()
    async with services.store.read() as records:
        suspect = await identify(request, services, records, now)
    opened = open_exchange(request, services, suspect.password.verifier)
    block = sealed_state(request, services, NAME, suspect, suspect.typed, srp=opened.exchange)
    parameters = {
        "SALT": suspect.password.salt.hex(),
        "SECRET_BLOCK": block,
        "SRP_B": opened.srp_b,
        "USERNAME": suspect.username,
        "USER_ID_FOR_SRP": suspect.username,
    }
    return Challenge(NAME, parameters, None)


async def respond(request: SignInRequest, services: Services) -> Answer:
    """The client's proof. Right or wrong, it can be given once."""
    now, pool, proof = services.clock.now(), request.pool, proof_of(request)
    state = open_state(request, services, NAME, proof.block)
    async with services.store.write(fleeting=True) as records:
        # In one transaction: a device that is gone leaves the challenge open, and clients answer again without its key.
        request = await devices.carried_on(request, records, state)
        await use_up(records, state)
    async with services.store.read() as records:
        user = await records.get_user(pool.id, state.sub)
        suspect = as_suspect(request, services, user, state.typed)
        failures = await lockout.check(records, pool.id, suspect.subject, now)
        right = proved(state.srp, suspect.password.verifier, proof, group=pool.short_name, identity=state.username)
    if not right or user is None:
        await lockout.failed(services.store, pool.id, suspect.subject, now)
        raise errors.INCORRECT_PASSWORD()
    check_time(proof, now)
    if not user.enabled:
        raise errors.USER_DISABLED()
    await lockout.succeeded(services.store, pool.id, suspect.subject, failures)
    return await after_password(request, services, user, state.typed)
