"""ListDevices."""

from __future__ import annotations

from poolhouse.operations import pagination
from poolhouse.operations.devices.views import MOST_DEVICES, described
from poolhouse.ports import Clock, Store
from poolhouse.tokens.access_token import AccessTokens
from poolhouse.wire import cognito_idp as wire


async def list_devices(
    request: wire.ListDevicesRequest, *, store: Store, clock: Clock, access_tokens: AccessTokens
) -> wire.ListDevicesResponse:
    limit = request.limit or MOST_DEVICES
    async with store.read() as records:
        user = (await access_tokens.bearer(request.access_token, records, now=clock.now())).user
        after = pagination.after(request.pagination_token)
        found = await records.list_devices(user.pool_id, user.sub, after=after, limit=limit + 1)
    page, token = pagination.split(found, limit, lambda device: device.key)
    return wire.ListDevicesResponse(devices=[described(device) for device in page], pagination_token=token)
