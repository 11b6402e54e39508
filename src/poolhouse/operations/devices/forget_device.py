"""ForgetDevice."""

from __future__ import annotations

from poolhouse.operations.devices.views import existing_device
from poolhouse.ports import Clock, Store
from poolhouse.tokens.access_token import AccessTokens
from poolhouse.wire import cognito_idp as wire


async def forget_device(
    request: wire.ForgetDeviceRequest, *, store: Store, clock: Clock, access_tokens: AccessTokens
) -> None:
    async with store.write() as records:
        user = (await access_tokens.bearer(request.access_token or "", records, now=clock.now())).user
        device = await existing_device(records, user, request.device_key)
        await records.delete_device(user.pool_id, user.sub, device.key)
