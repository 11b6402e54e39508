"""Keys that sign requests to SAML providers, in any store."""

from __future__ import annotations

import msgspec

from poolhouse.model.saml_key import SamlKey
from poolhouse.ports import Store
from tests.conformance.conftest import POOL, make_key, make_pool

KEY = SamlKey(pool_id=POOL, private_der=b"saml der", created_at=7.0)


async def test_a_pool_has_one_and_keeps_the_first(store: Store) -> None:
    async with store.write() as records:
        await records.add_pool(make_pool(), [make_key("id"), make_key("access")])
        assert await records.get_saml_key(POOL) is None
        await records.add_saml_key(KEY)
        await records.add_saml_key(msgspec.structs.replace(KEY, private_der=b"another", created_at=8.0))
    async with store.read() as records:
        assert await records.get_saml_key(POOL) == KEY


async def test_it_is_not_among_the_keys_of_tokens(store: Store) -> None:
    async with store.write() as records:
        await records.add_pool(make_pool(), [make_key("id"), make_key("access")])
        await records.add_saml_key(KEY)
    async with store.read() as records:
        assert {key.use for key in await records.signing_keys(POOL)} == {"id", "access"}


async def test_it_goes_with_its_pool(store: Store) -> None:
    async with store.write() as records:
        await records.add_pool(make_pool(), [])
        await records.add_saml_key(KEY)
        await records.delete_pool(POOL)
        assert await records.get_saml_key(POOL) is None
