"""From the right password to the next challenge, or to tokens."""

from __future__ import annotations

from poolhouse import errors
from poolhouse.flows import browser_device, device_srp, devices, mfa, new_password
from poolhouse.flows.context import Answer, LetIn, Services, SignInRequest, Tokens
from poolhouse.model import passwords
from poolhouse.model.device import Device, new_device
from poolhouse.model.group import group_claims
from poolhouse.model.user import User
from poolhouse.tokens import session
from poolhouse.triggers.pre_token_generation.event import TriggerSource


async def after_password(request: SignInRequest, services: Services, user: User, typed: str) -> Answer:
    """The states that keep a user with the right password out, then what is still to do. Raises ServiceError."""
    if user.status == "UNCONFIRMED":
        raise errors.USER_NOT_CONFIRMED()
    if user.status == "RESET_REQUIRED":
        raise errors.RESET_REQUIRED()
    if user.password and passwords.temporary_password_expired(request.pool, user.password, services.clock.now()):
        raise errors.TEMPORARY_PASSWORD_EXPIRED()
    if user.status == "FORCE_CHANGE_PASSWORD":
        return new_password.ask(request, services, user, typed)
    return await let_in(request, services, user, typed, "TokenGeneration_Authentication")


async def let_in(request: SignInRequest, services: Services, user: User, typed: str, source: TriggerSource) -> Answer:
    """What comes after the first factor: the second, where the pool wants one, and the proof of a remembered device,
    which may take its place.

    Raises ServiceError: the device is unknown, or what the trigger says.
    """
    if request.caller == "page":
        if request.pool.devices_replace_mfa and await browser_device.known(request, services, user):
            return LetIn(user)
        return mfa.ask(request, services, user, typed) or LetIn(user)
    async with services.store.read() as records:
        device = await devices.named_device(request, records, user.sub)
    replaced = device is not None and device.remembered and request.pool.devices_replace_mfa
    question = None if replaced else mfa.ask(request, services, user, typed)
    return question or await _finish(request, services, user, typed, source, device)


async def after_mfa(request: SignInRequest, services: Services, user: User, typed: str) -> Answer:
    """For a user whose second factor was right. Raises ServiceError: as above."""
    if request.caller == "page":
        return LetIn(user)
    async with services.store.read() as records:
        device = await devices.named_device(request, records, user.sub)
    return await _finish(request, services, user, typed, "TokenGeneration_Authentication", device)


async def _finish(
    request: SignInRequest, services: Services, user: User, typed: str, source: TriggerSource, device: Device | None
) -> Answer:
    if device is None:
        return await new_tokens(request, services, user, source)
    if device.remembered:
        return device_srp.ask(request, services, user, typed, device)
    await devices.seen(request, services, device, services.clock.now())
    return await new_tokens(request, services, user, source, device.key)


async def new_tokens(
    request: SignInRequest, services: Services, user: User, source: TriggerSource, device_key: str | None = None
) -> Tokens:
    """Tokens of a new session on this device, or on a new one where the pool tracks them. Writes nothing.

    Raises the trigger's ServiceError.
    """
    async with services.store.read() as records:
        groups = group_claims(await records.groups_of(request.pool.id, user.sub))
        keys = await services.keys.of(request.pool.id, records)
    new = None
    if device_key is None and request.pool.tracks_devices:
        new = new_device(request.pool, services.entropy.uuid())
        device_key = new.key
    begun = session.begin(user, services.clock.now(), services.entropy.token_bytes, device_key=device_key)
    order = request.order(user, groups, begun, source)
    issued = await services.tokens.issue(order, keys)
    refresh_token = services.tokens.refresh_token(request.pool, request.client, user.sub, begun)
    return Tokens(issued.id_token, issued.access_token, issued.expires_in, refresh_token, new)
