"""What belongs to something that was deleted is refused, and what is remembered of that goes at once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from poolhouse.model.user import SignInFailures
from poolhouse.ports import Gone, Records, Store
from tests.conformance.conftest import POOL, make_client, make_device, make_group, make_key, make_pool, make_user

Write = Callable[[Records], Awaitable[object]]

OF_A_POOL: dict[str, Write] = {
    "a client": lambda records: records.add_client(make_client()),
    "a group": lambda records: records.add_group(make_group()),
    "a user": lambda records: records.add_user(make_user(), "marina", {}),
    "an attempt": lambda records: records.count_attempt(POOL, "marina", "ForgotPassword", now=1.0, window=60.0),
    "failures": lambda records: records.put_failures(POOL, "marina", SignInFailures(1, 1.0), expires_at=9.0),
}
OF_A_USER: dict[str, Write] = {
    "a membership": lambda records: records.add_member(POOL, "divers", "sub-marina"),
    "a device": lambda records: records.add_device(make_device()),
}


async def refused(store: Store, write: Write) -> None:
    async with store.write() as records:
        with pytest.raises(Gone):
            await write(records)


@pytest.mark.parametrize("write", OF_A_POOL.values(), ids=OF_A_POOL)
async def test_nothing_is_written_to_a_pool_that_does_not_exist(store: Store, write: Write) -> None:
    await refused(store, write)


@pytest.mark.parametrize("write", OF_A_USER.values(), ids=OF_A_USER)
async def test_nothing_is_written_to_a_user_who_does_not_exist(store: Store, write: Write) -> None:
    async with store.write() as records:
        await records.add_pool(make_pool(), [])
        await records.add_group(make_group())
    await refused(store, write)


async def add_user(store: Store) -> None:
    async with store.write() as records:
        await records.add_user(make_user(), "marina", {})


async def read_keys(store: Store) -> None:
    async with store.read() as records:
        await records.signing_keys(POOL)


@pytest.mark.parametrize("notice", [add_user, read_keys])
async def test_a_node_that_notices_forgets_what_it_remembers(
    store: Store, other_node: Store, notice: Callable[[Store], Awaitable[None]]
) -> None:
    async with store.write() as records:
        await records.add_pool(make_pool(), [make_key()])
    async with store.read() as records:
        assert await records.get_pool(POOL)
    async with other_node.write() as records:
        await records.delete_pool(POOL)
    async with store.read() as records:
        assert await records.get_pool(POOL), "remembered until the next look"
    with pytest.raises(Gone):
        await notice(store)
    async with store.read() as records:
        assert await records.get_pool(POOL) is None
