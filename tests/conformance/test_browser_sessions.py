"""Signed-in browsers and authorization codes, as every store keeps them."""

from __future__ import annotations

import msgspec
import pytest

from poolhouse.model.browser_session import BrowserSession, StoredCode
from poolhouse.storage.sqlite import SqliteStore
from tests.conformance.conftest import POOL, make_pool, make_user

SESSION = BrowserSession(
    digest=b"cookie", pool_id=POOL, sub="sub-marina", provider="COGNITO", auth_time=1_800_000_000, expires_at=50.0
)
CODE = StoredCode(digest=b"code", pool_id=POOL, document=b"what it stands for", expires_at=50.0)


@pytest.fixture
async def filled(store: SqliteStore) -> SqliteStore:
    async with store.write() as records:
        await records.add_pool(make_pool(), [])
        await records.add_user(make_user(), "marina", {})
        await records.add_browser_session(SESSION)
        await records.add_authorization_code(CODE)
    return store


async def test_both_are_found_again(filled: SqliteStore) -> None:
    async with filled.read() as records:
        assert await records.get_browser_session(b"cookie") == SESSION
        assert await records.get_authorization_code(b"code") == CODE
        assert await records.get_browser_session(b"code") is None
        assert await records.get_authorization_code(b"cookie") is None


async def test_a_used_code_is_known_as_such(filled: SqliteStore) -> None:
    async with filled.write() as records:
        await records.use_authorization_code(b"code")
    async with filled.read() as records:
        assert await records.get_authorization_code(b"code") == msgspec.structs.replace(CODE, used=True)


async def test_a_session_ends(filled: SqliteStore) -> None:
    async with filled.write() as records:
        await records.delete_browser_session(b"cookie")
        assert await records.get_browser_session(b"cookie") is None


async def test_they_go_with_their_owner(filled: SqliteStore) -> None:
    async with filled.write() as records:
        await records.delete_user(POOL, "sub-marina")
        assert await records.get_browser_session(b"cookie") is None
        assert await records.get_authorization_code(b"code") == CODE
        await records.delete_pool(POOL)
        assert await records.get_authorization_code(b"code") is None


async def test_they_are_forgotten_in_time(filled: SqliteStore) -> None:
    async with filled.write() as records:
        assert await records.purge_expired(now=50.0) == 0
        assert await records.purge_expired(now=50.5) == 2
        assert await records.get_browser_session(b"cookie") is None
