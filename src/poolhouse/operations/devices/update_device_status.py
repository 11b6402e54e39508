"""UpdateDeviceStatus: whether the user wants a device to be remembered."""

from __future__ import annotations

from poolhouse.operations.devices.status import set_status
from poolhouse.ports import Clock, Store
from poolhouse.tokens.access_token import AccessTokens
from poolhouse.wire import cognito_idp as wire


async def update_device_status(
    request: wire.UpdateDeviceStatusRequest, *, store: Store, clock: Clock, access_tokens: AccessTokens
) -> wire.UpdateDeviceStatusResponse:
    now = clock.now()
    async with store.write() as records:
        user = (await access_tokens.bearer(request.access_token, records, now=now)).user
        await set_status(records, user, request.device_key, request.device_remembered_status, now=now)
    return wire.UpdateDeviceStatusResponse()
