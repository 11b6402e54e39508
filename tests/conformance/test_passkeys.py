"""Passkeys and a pool's setting for them, in any store."""

from __future__ import annotations

import msgspec
import pytest

from poolhouse.ports import NameTaken, Store
from poolhouse.wire import cognito_idp as wire
from tests.conformance.conftest import POOL, make_passkey, make_pool, make_user


@pytest.fixture
async def filled(store: Store) -> Store:
    async with store.write() as records:
        await records.add_pool(make_pool(), [])
        for name in ("marina", "bruno"):
            await records.add_user(make_user(name), name, {})
        await records.add_passkey(make_passkey())
    return store


async def test_a_passkey_comes_back_as_it_was_stored(filled: Store) -> None:
    async with filled.read() as records:
        assert await records.get_passkey(POOL, make_passkey().id) == make_passkey()
        assert await records.get_passkey(POOL, "none") is None
        assert await records.get_passkey("us-east-1_Other0001", make_passkey().id) is None


async def test_an_id_leads_to_one_user(filled: Store) -> None:
    async with filled.write() as records:
        with pytest.raises(NameTaken, match="passkey"):
            await records.add_passkey(make_passkey(sub="sub-bruno"))


async def test_the_count_changes_and_nothing_else(filled: Store) -> None:
    async with filled.write() as records:
        await records.count_passkey(POOL, make_passkey().id, 2**32 - 1)
        changed = msgspec.structs.replace(make_passkey(), sign_count=2**32 - 1)
        assert await records.get_passkey(POOL, changed.id) == changed


async def test_passkeys_are_listed_and_go_with_their_user(filled: Store) -> None:
    async with filled.write() as records:
        await records.add_passkey(make_passkey("bbb"))
        await records.add_passkey(make_passkey("ccc", "sub-bruno"))
        first = await records.list_passkeys(POOL, "sub-marina", after=None, limit=1)
        rest = await records.list_passkeys(POOL, "sub-marina", after=first[0].id, limit=5)
        assert [one.id for one in (*first, *rest)] == ["bbb", make_passkey().id]
        await records.delete_passkey(POOL, "bbb")
        assert await records.get_passkey(POOL, "bbb") is None
        await records.delete_user(POOL, "sub-marina")
        assert await records.get_passkey(POOL, make_passkey().id) is None
        assert await records.get_passkey(POOL, "ccc") is not None


async def test_what_a_pool_asks_of_passkeys(filled: Store) -> None:
    asked = wire.WebAuthnConfigurationType(relying_party_id="tide.poolhouse.test", user_verification="required")
    async with filled.write() as records:
        pool = await records.get_pool(POOL)
        assert pool is not None
        assert pool.web_authn is None
        await records.replace_pool(msgspec.structs.replace(pool, web_authn=asked))
    async with filled.read() as records:
        pool = await records.get_pool(POOL)
        assert pool is not None
        assert pool.web_authn == asked
