"""GetDevice."""

from __future__ import annotations

from poolhouse.operations.devices.views import described, existing_device
from poolhouse.ports import Clock, Store
from poolhouse.tokens.access_token import AccessTokens
from poolhouse.wire import cognito_idp as wire


async def get_device(
    request: wire.GetDeviceRequest, *, store: Store, clock: Clock, access_tokens: AccessTokens
) -> wire.GetDeviceResponse:
    async with store.read() as records:
        bearer = await access_tokens.bearer(request.access_token or "", records, now=clock.now())
        device = await existing_device(records, bearer.user, request.device_key)
    return wire.GetDeviceResponse(device=described(device))
