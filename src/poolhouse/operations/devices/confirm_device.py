"""ConfirmDevice: the device leaves the verifier of a secret that it keeps to itself."""

from __future__ import annotations

import base64
import binascii

from poolhouse import errors
from poolhouse.model import srp
from poolhouse.model.device import Device, DeviceSecret, group_key
from poolhouse.operations.caller import Caller
from poolhouse.ports import Clock, NameTaken, Store
from poolhouse.tokens.access_token import AccessTokens
from poolhouse.wire import cognito_idp as wire

_LONGEST_SALT_BYTES = 64


async def confirm_device(
    request: wire.ConfirmDeviceRequest, *, store: Store, clock: Clock, access_tokens: AccessTokens, caller: Caller
) -> wire.ConfirmDeviceResponse:
    now = clock.now()
    secret = _secret(request.device_secret_verifier_config)
    async with store.read() as records:
        bearer = await access_tokens.bearer(request.access_token, records, now=now)
    pool, user = bearer.pool, bearer.user
    if not pool.tracks_devices:
        raise errors.DEVICES_NOT_TRACKED()
    # The key that this very sign-in was given: a user can confirm neither invented keys nor those of others.
    if bearer.claims.get("device_key") != request.device_key:
        raise errors.DEVICE_KEY_INVALID()
    remembered = pool.remembers_devices_unasked
    device = Device(
        pool_id=pool.id,
        sub=user.sub,
        key=request.device_key,
        group_key=group_key(pool),
        name=request.device_name,
        secret=secret,
        status="remembered" if remembered else "not_remembered",
        last_ip=caller.source_ip or None,
        created_at=now,
        modified_at=now,
        authenticated_at=now,
    )
    async with store.write() as records:
        if await records.get_user(pool.id, user.sub) is None:
            raise errors.USER_NOT_FOUND()
        try:
            await records.add_device(device)
        except NameTaken:
            raise errors.DEVICE_EXISTS() from None
    return wire.ConfirmDeviceResponse(user_confirmation_necessary=not remembered)


def _secret(given: wire.DeviceSecretVerifierConfigType | None) -> DeviceSecret:
    """The verifier as the number that it is: other writings of zero or of N would fit any secret."""
    if given is None or not given.password_verifier or not given.salt:
        raise errors.DEVICE_VERIFIER_INVALID()
    try:
        verifier = base64.b64decode(given.password_verifier, validate=True)
        salt = base64.b64decode(given.salt, validate=True)
    except (binascii.Error, ValueError):
        raise errors.DEVICE_VERIFIER_INVALID() from None
    number = int.from_bytes(verifier, "big")
    if not 1 < number < srp.N - 1 or not 0 < len(salt) <= _LONGEST_SALT_BYTES:
        raise errors.DEVICE_VERIFIER_INVALID()
    return DeviceSecret(salt=salt, verifier=srp.pad(number))
