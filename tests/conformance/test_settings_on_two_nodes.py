"""Nodes remember pools, clients, resource servers and domains; a change counts at once on the node that makes it, and
on another one as soon as that looks."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
import pytest

from poolhouse.ports import NameTaken, Records, Store
from tests.conformance.conftest import POOL, make_client, make_domain, make_pool, make_resource_server

OTHER = "us-east-1_Other0000"
Change = Callable[[Records], Awaitable[None]]

CHANGES: dict[str, Change] = {
    "a pool added": lambda records: records.add_pool(make_pool(OTHER), []),
    "a pool replaced": lambda records: records.replace_pool(make_pool(name="renamed")),
    "a pool deleted": lambda records: records.delete_pool(POOL),
    "a client added": lambda records: records.add_client(make_client("client02")),
    "a client replaced": lambda records: records.replace_client(
        msgspec.structs.replace(make_client(), modified_at=9.0)
    ),
    "a client deleted": lambda records: records.delete_client("client01"),
    "a resource server added": lambda records: records.add_resource_server(make_resource_server("lock-api")),
    "a resource server replaced": lambda records: records.replace_resource_server(
        msgspec.structs.replace(make_resource_server(), name="Port")
    ),
    "a resource server deleted": lambda records: records.delete_resource_server(POOL, "harbour-api"),
    "a domain added": lambda records: records.add_domain(make_domain("anchor")),
    "a domain replaced": lambda records: records.replace_domain(
        msgspec.structs.replace(make_domain(), managed_login_version=1)
    ),
    "a domain deleted": lambda records: records.delete_domain("harbour"),
}


async def fill(store: Store) -> None:
    async with store.write() as records:
        await records.add_pool(make_pool(), [])
        await records.add_client(make_client())
        await records.add_resource_server(make_resource_server())
        await records.add_domain(make_domain())


async def everything(store: Store) -> list[Any]:
    """What exists and what does not: both are remembered."""
    async with store.read() as records:
        return [
            *[await records.get_pool(name) for name in (POOL, OTHER)],
            *[await records.get_client(name) for name in ("client01", "client02")],
            *[await records.get_resource_server(POOL, name) for name in ("harbour-api", "lock-api")],
            *[await records.get_domain(name) for name in ("harbour", "anchor")],
        ]


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
async def test_a_change_is_seen_by_every_node(store: Store, other_node: Store, change: Change) -> None:
    await fill(store)
    before = await everything(store)
    assert await everything(other_node) == before
    async with store.write() as records:
        await change(records)
    assert await everything(store) == await everything(other_node) != before


async def test_a_node_goes_by_what_it_remembers_until_it_looks(store: Store, other_node: Store) -> None:
    await fill(store)
    before = await everything(store)
    async with other_node.write() as records:
        await records.delete_client("client01")
    assert await everything(store) == before != await everything(other_node)


async def test_a_part_that_is_taken_back_is_not_seen(store: Store) -> None:
    await fill(store)

    async def delete_and_fail() -> None:
        async with store.write() as records:
            await records.delete_client("client01")
            raise RuntimeError

    async with store.transaction() as records:
        await records.replace_pool(make_pool(name="renamed"))
        with pytest.raises(RuntimeError):
            await delete_and_fail()
    async with store.read() as records:
        assert (await records.get_pool(POOL)) == make_pool(name="renamed")
        assert (await records.get_client("client01")) == make_client()


async def test_a_change_that_is_taken_back_is_not_seen(store: Store) -> None:
    await fill(store)
    before = await everything(store)

    async def delete_and_fail() -> None:
        async with store.write() as records:
            await records.delete_pool(POOL)
            assert await records.get_client("client01") is None
            assert await everything(store) == before
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await delete_and_fail()
    assert await everything(store) == before


async def test_a_transaction_reads_its_own_changes_and_nobody_else_does(store: Store, other_node: Store) -> None:
    await fill(store)
    before = await everything(store)
    async with store.transaction() as records:
        await records.delete_client("client01")
        assert await everything(store) != before
        assert await everything(other_node) == before
    assert await everything(store) == await everything(other_node) != before


async def test_a_refused_change_leaves_what_is_remembered(store: Store) -> None:
    await fill(store)
    before = await everything(store)
    async with store.write() as records:
        with pytest.raises(NameTaken):
            await records.add_domain(make_domain())
    assert await everything(store) == before
