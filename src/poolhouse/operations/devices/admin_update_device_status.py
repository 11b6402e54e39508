"""AdminUpdateDeviceStatus."""

from __future__ import annotations

from poolhouse.directory.lookup import existing_pool, existing_user
from poolhouse.operations.devices.status import set_status
from poolhouse.ports import Clock, Store
from poolhouse.wire import cognito_idp as wire


async def admin_update_device_status(
    request: wire.AdminUpdateDeviceStatusRequest, *, store: Store, clock: Clock
) -> wire.AdminUpdateDeviceStatusResponse:
    async with store.write() as records:
        pool = await existing_pool(records, request.user_pool_id)
        user = await existing_user(records, pool, request.username)
        await set_status(records, user, request.device_key, request.device_remembered_status, now=clock.now())
    return wire.AdminUpdateDeviceStatusResponse()
