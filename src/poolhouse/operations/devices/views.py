"""Devices as answers show them."""

from __future__ import annotations

from poolhouse import errors
from poolhouse.directory.attribute_rules import as_list
from poolhouse.model.device import Device
from poolhouse.model.user import User
from poolhouse.model.user_pool import UserPool
from poolhouse.ports import Records
from poolhouse.wire import cognito_idp as wire

MOST_DEVICES = 60
"""The page size when a request names none."""


def described(device: Device) -> wire.DeviceType:
    """As the device's user sees it."""
    return _with_attributes(device, _attributes(device))


def described_to_admin(device: Device, pool: UserPool, user: User) -> wire.DeviceType:
    """With the attributes that only developers see (``dev:``)."""
    owner = f"{user.username}.{pool.id}"
    arn = f"{pool.arn.rpartition(':')[0]}:owner/{owner}/device/{device.key}"
    developer = {
        "dev:device_arn": arn,
        "dev:device_owner": owner,
        "dev:device_remembered_status": device.status,
    }
    return _with_attributes(device, _attributes(device) | developer)


def _attributes(device: Device) -> dict[str, str]:
    attributes = {"device_status": "valid", "device_name": device.name, "last_ip_used": device.last_ip}
    return {name: value for name, value in attributes.items() if value}


def _with_attributes(device: Device, attributes: dict[str, str]) -> wire.DeviceType:
    return wire.DeviceType(
        device_key=device.key,
        device_attributes=as_list(attributes),
        device_create_date=device.created_at,
        device_last_modified_date=device.modified_at,
        device_last_authenticated_date=device.authenticated_at,
    )


async def existing_device(records: Records, user: User, key: str) -> Device:
    device = await records.get_device(user.pool_id, user.sub, key)
    if device is None:
        raise errors.DEVICE_NOT_FOUND()
    return device
