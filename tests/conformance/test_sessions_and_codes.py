"""Codes, counters, sessions, messages, access keys and functions, in any store."""

from __future__ import annotations

import asyncio

from msgspec.structs import replace

from poolhouse.model.user import SignInFailures
from poolhouse.ports import AccessKey, CodeRecord, FunctionRecord, Message
from poolhouse.storage.function_store import SqlFunctionStore
from poolhouse.storage.sqlite import SqliteStore
from tests.conformance.conftest import POOL, make_pool, make_user

CODE = CodeRecord(
    pool_id=POOL,
    sub="sub-marina",
    purpose="sign-up",
    digest=b"digest",
    attribute="email",
    destination="marina@poolhouse.test",
    expires_at=100.0,
)
FUNCTION = FunctionRecord(
    name="tier",
    runtime="nodejs24.x",
    handler="index.handler",
    role="arn:aws:iam::000000000000:role/tier",
    code=b"zip",
    code_sha256="hash",
    description="",
    timeout=3,
    memory_size=128,
    environment={"TABLE": "value"},
    tags={},
    policy={},
    created_at=1.0,
    modified_at=1.0,
    revision_id="one",
)


async def fill(store: SqliteStore) -> None:
    async with store.write() as records:
        await records.add_pool(make_pool(), [])
        await records.add_user(make_user(), "marina", {})


async def test_a_code_takes_the_place_of_the_one_before(store: SqliteStore) -> None:
    await fill(store)
    async with store.write() as records:
        await records.put_code(CODE)
        await records.put_code(replace(CODE, digest=b"newer"))
        assert await records.get_code(POOL, "sub-marina", "sign-up") == replace(CODE, digest=b"newer")
        assert await records.get_code(POOL, "sub-marina", "reset-password") is None
        await records.delete_code(POOL, "sub-marina", "sign-up")
        assert await records.get_code(POOL, "sub-marina", "sign-up") is None


async def test_attempts_are_counted_in_windows(store: SqliteStore) -> None:
    await fill(store)
    async with store.write() as records:
        counts = [
            await records.count_attempt(POOL, "sub-marina", "ConfirmSignUp", now=now, window=60.0)
            for now in (0.0, 10.0, 59.0, 60.0, 119.0, 200.0)
        ]
        other = await records.count_attempt(POOL, "sub-marina", "ForgotPassword", now=200.0, window=60.0)
    assert counts == [1, 2, 3, 1, 2, 1]
    assert other == 1


async def test_failures_are_kept_and_cleared(store: SqliteStore) -> None:
    await fill(store)
    async with store.write() as records:
        assert await records.get_failures(POOL, "someone") == SignInFailures()
        await records.put_failures(POOL, "someone", SignInFailures(4, 12.5), expires_at=100.0)
        await records.put_failures(POOL, "someone", SignInFailures(5, 13.5), expires_at=100.0)
        assert await records.get_failures(POOL, "someone") == SignInFailures(5, 13.5)
        await records.clear_failures(POOL, "someone")
        assert await records.get_failures(POOL, "someone") == SignInFailures()


async def test_of_many_claims_of_a_key_one_wins(store: SqliteStore) -> None:
    async def claim() -> bool:
        async with store.write() as records:
            return await records.claim_once("challenge:1", expires_at=10.0)

    assert sorted(await asyncio.gather(*(claim() for _ in range(50)))) == [False] * 49 + [True]


async def test_sessions_are_revoked_and_tokens_rotated_once(store: SqliteStore) -> None:
    async with store.write() as records:
        assert not await records.is_revoked("origin")
        await records.revoke_session("origin", expires_at=10.0)
        await records.revoke_session("origin", expires_at=10.0)
        assert await records.is_revoked("origin")
        assert await records.rotated_at("token") is None
        assert await records.rotate("token", now=5.0, expires_at=10.0) is None
        assert await records.rotate("token", now=6.0, expires_at=10.0) == 5.0
        assert await records.rotated_at("token") == 5.0


async def test_what_has_expired_is_forgotten_and_nothing_else(store: SqliteStore) -> None:
    await fill(store)
    async with store.write() as records:
        await records.put_code(CODE)
        await records.revoke_session("old", expires_at=50.0)
        await records.revoke_session("young", expires_at=150.0)
        assert await records.purge_expired(now=120.0) == 2
        assert await records.get_code(POOL, "sub-marina", "sign-up") is None
        assert not await records.is_revoked("old")
        assert await records.is_revoked("young")


async def test_messages_keep_their_order(store: SqliteStore) -> None:
    await fill(store)
    message = Message(POOL, "marina", "EMAIL", "marina@poolhouse.test", "SignUp", "subject", "body 123456", "123456")
    async with store.write() as records:
        for now in (1.0, 2.0, 3.0):
            await records.add_message(message, now=now)
        kept = await records.list_messages(after=0, limit=2)
        rest = await records.list_messages(after=kept[-1].id, limit=5)
    assert [each.sent_at for each in [*kept, *rest]] == [1.0, 2.0, 3.0]
    assert rest[0].message == message


async def test_access_keys(store: SqliteStore) -> None:
    key = AccessKey("AKIAEXAMPLEEXAMPLE00", "secret", "for the build", 1.0)
    async with store.write() as records:
        await records.add_access_key(key)
        assert await records.get_access_key(key.id) == key
        assert await records.list_access_keys() == [key]
        assert await records.delete_access_key(key.id)
        assert not await records.delete_access_key(key.id)
        assert await records.get_access_key(key.id) is None


async def test_functions_are_swapped_only_over_the_revision_that_was_read(store: SqliteStore) -> None:
    functions = SqlFunctionStore(store)
    assert await functions.add_function(FUNCTION)
    assert not await functions.add_function(replace(FUNCTION, code=b"other"))
    assert await functions.get_function("tier", with_code=True) == FUNCTION
    assert await functions.get_function("tier", with_code=False) == replace(FUNCTION, code=b"")
    newer = replace(FUNCTION, code=b"zip2", revision_id="two")
    assert await functions.replace_function(newer, expected_revision="one")
    assert not await functions.replace_function(replace(FUNCTION, revision_id="three"), expected_revision="one")
    assert await functions.get_function("tier", with_code=True) == newer
    assert [each.name for each in await functions.list_functions(after=None, limit=5)] == ["tier"]
    assert await functions.delete_function("tier")
    assert not await functions.delete_function("tier")
