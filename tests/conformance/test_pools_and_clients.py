"""Pools, keys, clients and resource servers, in any store."""

from __future__ import annotations

import msgspec
import pytest

from poolhouse.ports import Gone, NameTaken, Store
from tests.conformance.conftest import (
    POOL,
    make_client,
    make_group,
    make_key,
    make_pool,
    make_resource_server,
    make_user,
)


async def test_a_pool_comes_back_as_it_was_stored(store: Store) -> None:
    pool = make_pool()
    async with store.write() as records:
        await records.add_pool(pool, [make_key("id"), make_key("access")])
    async with store.read() as records:
        assert await records.get_pool(POOL) == pool
        assert await records.get_pool("us-east-1_Nobody000") is None


async def test_signing_keys_come_newest_first(store: Store) -> None:
    async with store.write() as records:
        await records.add_pool(make_pool(), [make_key("id", 1.0), make_key("id", 3.0), make_key("id", 2.0)])
    async with store.read() as records:
        keys = await records.signing_keys(POOL)
    assert [key.created_at for key in keys] == [3.0, 2.0, 1.0]
    assert {key.private_der for key in keys} == {b"der"}


async def test_replacing_a_pool_keeps_its_id_and_birthday(store: Store) -> None:
    async with store.write() as records:
        await records.add_pool(make_pool(), [])
        changed = msgspec.structs.replace(make_pool(name="renamed"), modified_at=500.0, software_token_mfa=True)
        await records.replace_pool(changed)
        assert await records.get_pool(POOL) == changed


async def test_pools_are_listed_in_pages(store: Store) -> None:
    names = [f"us-east-1_Pool{number}" for number in range(5)]
    async with store.write() as records:
        for name in names:
            await records.add_pool(make_pool(name), [])
    async with store.read() as records:
        first = await records.list_pools(after=None, limit=2)
        rest = await records.list_pools(after=first[-1].id, limit=10)
    assert [pool.id for pool in [*first, *rest]] == names


async def test_deleting_a_pool_takes_everything_in_it_along(store: Store) -> None:
    async with store.write() as records:
        await records.add_pool(make_pool(), [make_key()])
        await records.add_client(make_client())
        await records.add_group(make_group())
        await records.add_resource_server(make_resource_server())
        await records.add_user(make_user(), "marina", {"email": "marina@poolhouse.test"})
        await records.add_member(POOL, "divers", "sub-marina")
    async with store.write() as records:
        await records.delete_pool(POOL)
    async with store.read() as records:
        assert await records.get_pool(POOL) is None
        assert await records.get_client("client01") is None
        assert await records.get_group(POOL, "divers") is None
        assert await records.get_resource_server(POOL, "harbour-api") is None
        assert await records.find_user(POOL, "marina") is None
        assert await records.find_user_by_alias(POOL, "email", "marina@poolhouse.test") is None
        assert await records.groups_of(POOL, "sub-marina") == []
        with pytest.raises(Gone):
            await records.signing_keys(POOL)


@pytest.mark.parametrize("secret", [None, "s3cret-value"])
async def test_a_client_comes_back_as_it_was_stored(store: Store, secret: str | None) -> None:
    client = make_client(secret=secret)
    async with store.write() as records:
        await records.add_pool(make_pool(), [])
        await records.add_client(client)
    async with store.read() as records:
        assert await records.get_client(client.id) == client
        assert await records.list_clients(POOL, after=None, limit=5) == [client]
        assert await records.list_clients("us-east-1_Other0000", after=None, limit=5) == []


async def test_a_client_is_replaced_and_deleted(store: Store) -> None:
    async with store.write() as records:
        await records.add_pool(make_pool(), [])
        await records.add_client(make_client())
        changed = msgspec.structs.replace(make_client(), name="mobile", modified_at=9.0)
        await records.replace_client(changed)
        assert await records.get_client("client01") == changed
        await records.delete_client("client01")
        assert await records.get_client("client01") is None


async def test_resource_servers_are_unique_and_replaceable(store: Store) -> None:
    async with store.write() as records:
        await records.add_pool(make_pool(), [])
        await records.add_resource_server(make_resource_server())
        with pytest.raises(NameTaken, match="resource_server"):
            await records.add_resource_server(make_resource_server())
        changed = msgspec.structs.replace(make_resource_server(), scopes={"berths.write": "Write berths"})
        await records.replace_resource_server(changed)
        assert await records.list_resource_servers(POOL, after=None, limit=5) == [changed]
        await records.delete_resource_server(POOL, changed.identifier)
        assert await records.get_resource_server(POOL, changed.identifier) is None
