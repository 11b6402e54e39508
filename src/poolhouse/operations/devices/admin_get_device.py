"""AdminGetDevice."""

from __future__ import annotations

from poolhouse.directory.lookup import existing_pool, existing_user
from poolhouse.operations.devices.views import described_to_admin, existing_device
from poolhouse.ports import Store
from poolhouse.wire import cognito_idp as wire


async def admin_get_device(request: wire.AdminGetDeviceRequest, *, store: Store) -> wire.AdminGetDeviceResponse:
    async with store.read() as records:
        pool = await existing_pool(records, request.user_pool_id)
        user = await existing_user(records, pool, request.username)
        device = await existing_device(records, user, request.device_key)
    return wire.AdminGetDeviceResponse(device=described_to_admin(device, pool, user))
