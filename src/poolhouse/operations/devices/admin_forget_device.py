"""AdminForgetDevice."""

from __future__ import annotations

from poolhouse.directory.lookup import existing_pool, existing_user
from poolhouse.operations.devices.views import existing_device
from poolhouse.ports import Store
from poolhouse.wire import cognito_idp as wire


async def admin_forget_device(request: wire.AdminForgetDeviceRequest, *, store: Store) -> None:
    async with store.write() as records:
        pool = await existing_pool(records, request.user_pool_id)
        user = await existing_user(records, pool, request.username)
        device = await existing_device(records, user, request.device_key)
        await records.delete_device(pool.id, user.sub, device.key)
