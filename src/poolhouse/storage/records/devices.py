"""Devices that users have confirmed."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Row, and_, bindparam, delete, select, update

from poolhouse.model.device import Device, DeviceSecret
from poolhouse.ports import NameTaken
from poolhouse.storage.records.base import SqlBase, page
from poolhouse.storage.tables import devices as table

_secret = msgspec.msgpack.Decoder(DeviceSecret).decode

_OF_USER = and_(table.c.pool_id == bindparam("in_pool"), table.c.sub == bindparam("user"))
_THIS = and_(_OF_USER, table.c.key == bindparam("of_key"))
_GET = select(table).where(_THIS)
_LIST = page(table, table.c.key, _OF_USER)
_CHANGING = ("name", "sealed_secret", "status", "last_ip", "modified_at", "authenticated_at")
_REPLACE = update(table).where(_THIS).values({name: bindparam(name) for name in _CHANGING})
_DELETE = delete(table).where(_THIS)


def _context(pool_id: str, sub: str, key: str) -> str:
    return f"devices/{pool_id}/{sub}/{key}"


class DeviceRecords(SqlBase):
    async def get_device(self, pool_id: str, sub: str, key: str) -> Device | None:
        row = await self._one(_GET, in_pool=pool_id, user=sub, of_key=key)
        return None if row is None else self._device(row)

    async def list_devices(self, pool_id: str, sub: str, *, after: str | None, limit: int) -> list[Device]:
        rows = await self._rows(_LIST, in_pool=pool_id, user=sub, after=after or "", limit=limit)
        return [self._device(row) for row in rows]

    async def add_device(self, device: Device) -> None:
        added = await self._run(
            self._insert_if_absent(table),
            pool_id=device.pool_id,
            sub=device.sub,
            key=device.key,
            group_key=device.group_key,
            created_at=device.created_at,
            **self._device_values(device),
        )
        if not added:
            raise NameTaken("device")

    async def replace_device(self, device: Device) -> None:
        await self._run(
            _REPLACE, in_pool=device.pool_id, user=device.sub, of_key=device.key, **self._device_values(device)
        )

    async def delete_device(self, pool_id: str, sub: str, key: str) -> None:
        await self._run(_DELETE, in_pool=pool_id, user=sub, of_key=key)

    def _device(self, row: Row[Any]) -> Device:
        return Device(
            pool_id=row.pool_id,
            sub=row.sub,
            key=row.key,
            group_key=row.group_key,
            name=row.name,
            secret=_secret(self._sealer.open(row.sealed_secret, _context(row.pool_id, row.sub, row.key))),
            status=row.status,
            last_ip=row.last_ip,
            created_at=row.created_at,
            modified_at=row.modified_at,
            authenticated_at=row.authenticated_at,
        )

    def _device_values(self, device: Device) -> dict[str, object]:
        context = _context(device.pool_id, device.sub, device.key)
        return {
            "name": device.name,
            "sealed_secret": self._sealer.seal(msgspec.msgpack.encode(device.secret), context),
            "status": device.status,
            "last_ip": device.last_ip,
            "modified_at": device.modified_at,
            "authenticated_at": device.authenticated_at,
        }
