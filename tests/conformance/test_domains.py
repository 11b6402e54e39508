"""Domains, in any store: one pool each, whatever pool it is."""

from __future__ import annotations

import msgspec
import pytest

from poolhouse.ports import NameTaken, Store
from tests.conformance.conftest import POOL, make_domain, make_pool

OTHER = "us-east-1_Other0000"


async def test_a_domain_comes_back_as_it_was_stored(store: Store) -> None:
    plain = msgspec.structs.replace(make_domain("anchor"), custom=None)
    async with store.write() as records:
        await records.add_pool(make_pool(), [])
        await records.add_domain(make_domain())
        await records.add_domain(plain)
    async with store.read() as records:
        assert await records.get_domain("harbour") == make_domain()
        assert await records.domains_of(POOL) == [plain, make_domain()]
        assert await records.domains_of(OTHER) == []
        assert await records.get_domain("nobody") is None


async def test_a_domain_is_taken_for_every_pool(store: Store) -> None:
    async with store.write() as records:
        await records.add_pool(make_pool(), [])
        await records.add_pool(make_pool(OTHER), [])
        await records.add_domain(make_domain())
        with pytest.raises(NameTaken, match="domain"):
            await records.add_domain(make_domain(pool_id=OTHER))
        assert await records.get_domain("harbour") == make_domain()


async def test_a_domain_is_replaced_and_deleted(store: Store) -> None:
    async with store.write() as records:
        await records.add_pool(make_pool(), [])
        await records.add_domain(make_domain())
        changed = msgspec.structs.replace(make_domain(), managed_login_version=1, custom=None, modified_at=9.0)
        await records.replace_domain(changed)
        assert await records.get_domain("harbour") == changed
        await records.delete_domain("harbour")
        assert await records.get_domain("harbour") is None


async def test_domains_go_with_their_pool(store: Store) -> None:
    async with store.write() as records:
        await records.add_pool(make_pool(), [])
        await records.add_domain(make_domain())
        await records.delete_pool(POOL)
        assert await records.get_domain("harbour") is None
