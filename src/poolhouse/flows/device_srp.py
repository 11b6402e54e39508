"""DEVICE_SRP_AUTH and DEVICE_PASSWORD_VERIFIER: after the password, a remembered device proves that it is the one.

Source: Cognito developer guide, "Working with user devices in your user pool".
"""

from __future__ import annotations

import msgspec

from poolhouse import errors
from poolhouse.flows import completion, devices, under_way
from poolhouse.flows.asking import open_state, sealed_state
from poolhouse.flows.challenge import ChallengeState, expiry, use_up
from poolhouse.flows.context import Answer, Challenge, Services, SignInRequest
from poolhouse.flows.srp_exchange import check_time, open_exchange, proof_of, proved
from poolhouse.model import srp
from poolhouse.model.device import Device
from poolhouse.model.user import User
from poolhouse.ports import Records

NAME = "DEVICE_SRP_AUTH"
VERIFIER = "DEVICE_PASSWORD_VERIFIER"


def ask(request: SignInRequest, services: Services, user: User, typed: str, device: Device) -> Challenge:
    set_at = under_way.password_set_at(user)
    session = sealed_state(request, services, NAME, user, typed, password_set_at=set_at, device_key=device.key)
    return Challenge(NAME, {}, session)


async def start(request: SignInRequest, services: Services) -> Answer:
    """The server's half of the exchange with the device."""
    now = services.clock.now()
    state = open_state(request, services, NAME)
    _check_key(request, state)
    async with services.store.read() as records:
        _, device = await _who(request, records, state)
    opened = open_exchange(request, services, device.secret.verifier)
    async with services.store.write(fleeting=True) as records:
        await use_up(records, state)
    block = services.challenges.seal(
        msgspec.structs.replace(
            state,
            id=services.entropy.uuid(),
            challenge=VERIFIER,
            expires_at=expiry(request.client, now),
            srp=opened.exchange,
        )
    )
    parameters = {
        "DEVICE_KEY": device.key,
        "SALT": srp.pad(int.from_bytes(device.secret.salt, "big")).hex(),
        "SECRET_BLOCK": block,
        "SRP_B": opened.srp_b,
        "USERNAME": state.username,
    }
    return Challenge(VERIFIER, parameters, None)


async def respond(request: SignInRequest, services: Services) -> Answer:
    """The device's proof. Right or wrong, it can be given once."""
    now, proof = services.clock.now(), proof_of(request)
    state = open_state(request, services, VERIFIER, proof.block)
    _check_key(request, state)
    async with services.store.write(fleeting=True) as records:
        await use_up(records, state)
    async with services.store.read() as records:
        user, device = await _who(request, records, state)
    if not proved(state.srp, device.secret.verifier, proof, group=device.group_key, identity=device.key):
        raise errors.INCORRECT_PASSWORD(hint="the device does not know its secret")
    check_time(proof, now)
    await devices.seen(request, services, device, now)
    return await completion.new_tokens(request, services, user, "TokenGeneration_AuthenticateDevice", device.key)


def _check_key(request: SignInRequest, state: ChallengeState) -> None:
    if request.required(devices.PARAMETER) != state.device_key:
        raise errors.SESSION_INVALID(hint="the session is of another device")


async def _who(request: SignInRequest, records: Records, state: ChallengeState) -> tuple[User, Device]:
    """Raises ServiceError."""
    user = await under_way.user_of(records, request.pool, state)
    device = await devices.named_device(request, records, user.sub)
    if device is None or not device.remembered:
        raise errors.SESSION_INVALID(hint="the device is no longer remembered")
    return user, device
