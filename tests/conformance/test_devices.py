"""Devices, in any store."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from poolhouse.ports import NameTaken, Store
from tests.conformance.conftest import POOL, make_device, make_pool, make_user


async def test_a_device_comes_back_as_it_was_stored(store: Store) -> None:
    async with store.write() as records:
        await records.add_pool(make_pool(), [])
        await records.add_user(make_user(), "marina", {})
        await records.add_device(make_device())
    async with store.read() as records:
        device = make_device()
        assert await records.get_device(POOL, "sub-marina", device.key) == device
        assert await records.get_device(POOL, "sub-bruno", device.key) is None
        assert await records.get_device(POOL, "sub-marina", "us-east-1_none") is None


async def test_a_devices_verifier_is_not_readable_in_the_database(store: Store, tmp_path: Path) -> None:
    async with store.write() as records:
        await records.add_pool(make_pool(), [])
        await records.add_user(make_user(), "marina", {})
        await records.add_device(make_device())
    written = b"".join(path.read_bytes() for path in tmp_path.glob("poolhouse.db*"))
    assert b"verifier-of-a-device" not in written


async def test_a_users_device_keys_are_unique(store: Store) -> None:
    async with store.write() as records:
        await records.add_pool(make_pool(), [])
        await records.add_user(make_user(), "marina", {})
        await records.add_device(make_device())
        with pytest.raises(NameTaken, match="device"):
            await records.add_device(make_device())


async def test_a_device_is_replaced_and_deleted(store: Store) -> None:
    async with store.write() as records:
        await records.add_pool(make_pool(), [])
        await records.add_user(make_user(), "marina", {})
        await records.add_device(make_device())
        changed = msgspec.structs.replace(
            make_device(), status="not_remembered", name=None, last_ip=None, authenticated_at=9.0
        )
        await records.replace_device(changed)
        assert await records.get_device(POOL, "sub-marina", changed.key) == changed
        await records.delete_device(POOL, "sub-marina", changed.key)
        assert await records.get_device(POOL, "sub-marina", changed.key) is None


async def test_devices_are_listed_in_pages_and_go_with_their_user(store: Store) -> None:
    keys = ["us-east-1_a", "us-east-1_b", "us-east-1_c"]
    async with store.write() as records:
        await records.add_pool(make_pool(), [])
        await records.add_user(make_user(), "marina", {})
        await records.add_user(make_user("bruno"), "bruno", {})
        for key in keys:
            await records.add_device(make_device(key))
        await records.add_device(make_device("us-east-1_b2", "sub-bruno"))
        first = await records.list_devices(POOL, "sub-marina", after=None, limit=2)
        rest = await records.list_devices(POOL, "sub-marina", after=first[-1].key, limit=2)
        assert [device.key for device in [*first, *rest]] == keys
        await records.delete_user(POOL, "sub-marina")
        assert await records.list_devices(POOL, "sub-marina", after=None, limit=5) == []
        assert len(await records.list_devices(POOL, "sub-bruno", after=None, limit=5)) == 1
