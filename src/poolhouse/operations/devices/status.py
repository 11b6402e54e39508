"""Remembering a device, and no longer doing so."""

from __future__ import annotations

import msgspec

from poolhouse.model.device import RememberedStatus
from poolhouse.model.user import User
from poolhouse.operations.devices.views import existing_device
from poolhouse.ports import Records


async def set_status(records: Records, user: User, key: str, status: RememberedStatus | None, *, now: float) -> None:
    """A request without a status leaves the device as it is. Raises ServiceError ResourceNotFoundException."""
    device = await existing_device(records, user, key)
    if status is not None:
        await records.replace_device(msgspec.structs.replace(device, status=status, modified_at=now))
