"""AdminListDevices."""

from __future__ import annotations

from poolhouse.directory.lookup import existing_pool, existing_user
from poolhouse.operations import pagination
from poolhouse.operations.devices.views import MOST_DEVICES, described_to_admin
from poolhouse.ports import Store
from poolhouse.wire import cognito_idp as wire


async def admin_list_devices(request: wire.AdminListDevicesRequest, *, store: Store) -> wire.AdminListDevicesResponse:
    limit = request.limit or MOST_DEVICES
    async with store.read() as records:
        pool = await existing_pool(records, request.user_pool_id)
        user = await existing_user(records, pool, request.username)
        after = pagination.after(request.pagination_token)
        found = await records.list_devices(pool.id, user.sub, after=after, limit=limit + 1)
    page, token = pagination.split(found, limit, lambda device: device.key)
    devices = [described_to_admin(device, pool, user) for device in page]
    return wire.AdminListDevicesResponse(devices=devices, pagination_token=token)
