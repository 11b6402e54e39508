"""Which device a sign-in comes from, as far as it says so (``DEVICE_KEY``)."""

from __future__ import annotations

import msgspec

from poolhouse import errors
from poolhouse.flows.challenge import ChallengeState
from poolhouse.flows.context import Services, SignInRequest
from poolhouse.model.device import Device
from poolhouse.ports import Records
from poolhouse.tokens.refresh_token import RefreshToken

PARAMETER = "DEVICE_KEY"


async def named_device(request: SignInRequest, records: Records, sub: str) -> Device | None:
    """The user's device that the request names; None where it names none or the pool does not track devices.

    Raises ServiceError ResourceNotFoundException: clients then forget the key and try again without.
    """
    key = request.parameters.get(PARAMETER)
    if not key or not request.pool.tracks_devices:
        return None
    device = await records.get_device(request.pool.id, sub, key)
    if device is None:
        raise errors.DEVICE_NOT_FOUND()
    return device


async def carried_on(request: SignInRequest, records: Records, state: ChallengeState) -> SignInRequest:
    """The request with the device that the sign-in began with, unless it names another one itself.

    A device that is gone counts only where this very request names it: a client that was told so answers again
    without the key, but cannot take back what it said at first. Raises ServiceError ResourceNotFoundException.
    """
    named = await named_device(request, records, state.sub)
    if named is not None or state.device_key is None:
        return request
    device = await records.get_device(request.pool.id, state.sub, state.device_key)
    return request if device is None else request.with_parameter(PARAMETER, device.key)


async def seen(request: SignInRequest, services: Services, device: Device, now: float) -> None:
    """Keeps when and from where the device was last used."""
    async with services.store.write(fleeting=True) as records:
        current = await records.get_device(device.pool_id, device.sub, device.key)
        if current is not None:
            last_ip = request.source_ip or current.last_ip
            await records.replace_device(msgspec.structs.replace(current, authenticated_at=now, last_ip=last_ip))


async def check_refresh(request: SignInRequest, records: Records, token: RefreshToken) -> None:
    """A token that was given to a remembered device works together with that device's key alone.

    Pages have no way to show a key: sessions of the API are none of theirs where devices are tracked. Raises
    ServiceError.
    """
    if not request.pool.tracks_devices or token.through_oauth:
        return
    if request.caller == "page":
        raise errors.REFRESH_TOKEN_INVALID(hint="the pool tracks devices: only the API refreshes sessions of the API")
    if token.device_key is None:
        return
    given = request.parameters.get(PARAMETER)
    if given and given != token.device_key:
        raise errors.REFRESH_TOKEN_INVALID(hint="the token was given to another device")
    device = await records.get_device(request.pool.id, token.sub, token.device_key)
    if given and device is None:
        raise errors.DEVICE_NOT_FOUND()
    if not given and device is not None and device.remembered:
        raise errors.REFRESH_TOKEN_INVALID(hint=f"a remembered device refreshes its tokens with {PARAMETER}")
