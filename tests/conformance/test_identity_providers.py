"""Identity providers and the users' identities there, in any store."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from poolhouse.model.identity_provider import LinkedIdentity
from poolhouse.ports import NameTaken, Store
from tests.conformance.conftest import POOL, make_pool, make_provider, make_user


async def test_a_provider_comes_back_as_it_was_stored(store: Store) -> None:
    async with store.write() as records:
        await records.add_pool(make_pool(), [])
        await records.add_identity_provider(make_provider("Lighthouse", "keeper", "tower"))
    async with store.read() as records:
        provider = make_provider("Lighthouse", "keeper", "tower")
        assert await records.get_identity_provider(POOL, "Lighthouse") == provider
        assert await records.find_identity_provider(POOL, "tower") == provider
        assert await records.find_identity_provider(POOL, "Lighthouse") is None
        assert await records.get_identity_provider(POOL, "lighthouse") is None


async def test_a_providers_secrets_are_not_readable_in_the_database(store: Store, tmp_path: Path) -> None:
    async with store.write() as records:
        await records.add_pool(make_pool(), [])
        await records.add_identity_provider(make_provider())
    written = b"".join(path.read_bytes() for path in tmp_path.glob("poolhouse.db*"))
    assert b"fake-lighthouse-secret" not in written


async def test_names_and_identifiers_are_unique_in_a_pool(store: Store) -> None:
    async with store.write() as records:
        await records.add_pool(make_pool(), [])
        await records.add_identity_provider(make_provider("Lighthouse", "keeper"))
        with pytest.raises(NameTaken, match="identity_provider"):
            await records.add_identity_provider(make_provider("Lighthouse"))
        with pytest.raises(NameTaken, match="identifier"):
            await records.add_identity_provider(make_provider("Beacon", "keeper"))


async def test_replacing_a_provider_frees_the_identifiers_that_it_gives_up(store: Store) -> None:
    async with store.write() as records:
        await records.add_pool(make_pool(), [])
        await records.add_identity_provider(make_provider("Lighthouse", "keeper", "tower"))
        changed = msgspec.structs.replace(
            make_provider("Lighthouse", "tower", "lamp"), details={"client_id": "new"}, modified_at=7.0
        )
        await records.replace_identity_provider(changed)
        assert await records.get_identity_provider(POOL, "Lighthouse") == changed
        assert await records.find_identity_provider(POOL, "keeper") is None
        await records.add_identity_provider(make_provider("Beacon", "keeper"))
        with pytest.raises(NameTaken, match="identifier"):
            await records.replace_identity_provider(make_provider("Beacon", "lamp"))


async def test_providers_are_listed_in_pages_and_deleted_with_their_identifiers(store: Store) -> None:
    names = ["Beacon", "Lighthouse", "Pier"]
    async with store.write() as records:
        await records.add_pool(make_pool(), [])
        for name in names:
            await records.add_identity_provider(make_provider(name, f"{name}-id"))
        first = await records.list_identity_providers(POOL, after=None, limit=2)
        rest = await records.list_identity_providers(POOL, after=first[-1].name, limit=2)
        assert [provider.name for provider in [*first, *rest]] == names
        await records.delete_identity_provider(POOL, "Pier")
        assert await records.find_identity_provider(POOL, "Pier-id") is None
        await records.add_identity_provider(make_provider("Quay", "Pier-id"))


def _link(subject: str, name: str = "marina", provider: str = "Lighthouse", at: float = 1.0) -> LinkedIdentity:
    return LinkedIdentity(pool_id=POOL, provider=provider, subject=subject, sub=f"sub-{name}", created_at=at)


async def test_an_identity_leads_to_one_user(store: Store) -> None:
    async with store.write() as records:
        await records.add_pool(make_pool(), [])
        await records.add_user(make_user(), "marina", {})
        await records.add_user(make_user("bruno"), "bruno", {})
        await records.link_identity(_link("keeper-1"))
        with pytest.raises(NameTaken, match="identity"):
            await records.link_identity(_link("keeper-1", "bruno"))
        await records.link_identity(_link("keeper-1", "bruno", provider="Beacon"))
        assert await records.find_user_by_identity(POOL, "Lighthouse", "keeper-1") == make_user()
        assert await records.find_user_by_identity(POOL, "Beacon", "keeper-1") == make_user("bruno")
        assert await records.find_user_by_identity(POOL, "Lighthouse", "Keeper-1") is None


async def test_a_users_identities_are_listed_oldest_first_and_unlinked(store: Store) -> None:
    newer, older = _link("b", at=2.0), _link("c", at=1.0)
    async with store.write() as records:
        await records.add_pool(make_pool(), [])
        await records.add_user(make_user(), "marina", {})
        await records.link_identity(newer)
        await records.link_identity(older)
        assert await records.identities_of(POOL, "sub-marina") == [older, newer]
        await records.unlink_identity(POOL, "Lighthouse", "c")
        assert await records.identities_of(POOL, "sub-marina") == [newer]
        assert await records.find_user_by_identity(POOL, "Lighthouse", "c") is None


async def test_identities_go_with_their_user_and_outlive_their_provider(store: Store) -> None:
    async with store.write() as records:
        await records.add_pool(make_pool(), [])
        await records.add_identity_provider(make_provider())
        await records.add_user(make_user(), "marina", {})
        await records.link_identity(_link("keeper-1"))
        await records.delete_identity_provider(POOL, "Lighthouse")
        assert await records.find_user_by_identity(POOL, "Lighthouse", "keeper-1") == make_user()
        await records.delete_user(POOL, "sub-marina")
        assert await records.find_user_by_identity(POOL, "Lighthouse", "keeper-1") is None
        assert await records.identities_of(POOL, "sub-marina") == []


async def test_a_subject_and_an_attributes_value_are_different_identities(store: Store) -> None:
    by_mail = msgspec.structs.replace(_link("keeper@poolhouse.test", "bruno"), attribute="email")
    async with store.write() as records:
        await records.add_pool(make_pool(), [])
        await records.add_user(make_user(), "marina", {})
        await records.add_user(make_user("bruno"), "bruno", {})
        await records.link_identity(_link("keeper@poolhouse.test"))
        await records.link_identity(by_mail)
        find = records.find_user_by_identity
        assert await find(POOL, "Lighthouse", "keeper@poolhouse.test") == make_user()
        assert await find(POOL, "Lighthouse", "keeper@poolhouse.test", attribute="email") == make_user("bruno")
        assert await records.identities_of(POOL, "sub-bruno") == [by_mail]
        await records.unlink_identity(POOL, "Lighthouse", "keeper@poolhouse.test", attribute="email")
        assert await records.identities_of(POOL, "sub-bruno") == []
        assert await find(POOL, "Lighthouse", "keeper@poolhouse.test") == make_user()
