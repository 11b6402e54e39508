"""The look of sign-in pages, in any store."""

from __future__ import annotations

import msgspec
import pytest

from poolhouse.model.branding import EVERY_CLIENT
from poolhouse.ports import NameTaken, Store
from tests.conformance.conftest import POOL, make_branding, make_client, make_customization, make_pool


async def test_a_branding_comes_back_as_it_was_stored(store: Store) -> None:
    async with store.write() as records:
        await records.add_pool(make_pool(), [])
        await records.add_client(make_client())
        await records.add_branding(make_branding())
    async with store.read() as records:
        assert await records.get_branding("branding-1") == make_branding()
        assert await records.find_branding("client01") == make_branding()
        assert await records.find_branding("client02") is None


async def test_a_client_has_one_branding(store: Store) -> None:
    async with store.write() as records:
        await records.add_pool(make_pool(), [])
        await records.add_client(make_client())
        await records.add_branding(make_branding())
        with pytest.raises(NameTaken, match="branding"):
            await records.add_branding(make_branding(branding_id="branding-2"))


async def test_a_branding_is_replaced_and_deleted(store: Store) -> None:
    async with store.write() as records:
        await records.add_pool(make_pool(), [])
        await records.add_client(make_client())
        await records.add_branding(make_branding())
        changed = msgspec.structs.replace(
            make_branding(), use_provided_values=True, settings={}, assets=(), modified_at=8.0
        )
        await records.replace_branding(changed)
        assert await records.get_branding("branding-1") == changed
        await records.delete_branding("branding-1")
        assert await records.find_branding("client01") is None


async def test_a_customization_takes_the_place_of_the_one_before(store: Store) -> None:
    async with store.write() as records:
        await records.add_pool(make_pool(), [])
        await records.put_ui_customization(make_customization())
        changed = msgspec.structs.replace(make_customization(), css=None, image=None, modified_at=8.0)
        await records.put_ui_customization(changed)
        assert await records.get_ui_customization(POOL, EVERY_CLIENT) == changed
        assert await records.get_ui_customization(POOL, "client01") is None
        await records.delete_ui_customization(POOL, EVERY_CLIENT)
        assert await records.get_ui_customization(POOL, EVERY_CLIENT) is None


async def test_what_is_a_clients_own_goes_with_the_client(store: Store) -> None:
    async with store.write() as records:
        await records.add_pool(make_pool(), [])
        await records.add_client(make_client())
        await records.add_branding(make_branding())
        await records.put_ui_customization(make_customization())
        await records.put_ui_customization(make_customization("client01"))
        assert await records.get_ui_customization(POOL, "client01") == make_customization("client01")
        await records.delete_client("client01")
        assert await records.get_ui_customization(POOL, "client01") is None
        assert await records.get_branding("branding-1") is None
        assert await records.get_ui_customization(POOL, EVERY_CLIENT) == make_customization()
