"""Whatever step of a write fails, nothing of it stays; parallel writers lose nothing."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

import msgspec
import pytest

from poolhouse.ports import Records, Store
from tests.conformance.conftest import POOL, make_client, make_group, make_pool, make_user

Step = Callable[[Records], Awaitable[object]]

STEPS: list[Step] = [
    lambda records: records.add_pool(make_pool("us-east-1_Second000"), []),
    lambda records: records.add_client(make_client()),
    lambda records: records.add_group(make_group()),
    lambda records: records.add_user(make_user(), "marina", {"email": "marina@poolhouse.test"}),
    lambda records: records.add_member(POOL, "divers", "sub-marina"),
    lambda records: records.claim_once("key", expires_at=1.0),
]


class Broken(Exception):
    """The step that fails."""


async def left_over(store: Store) -> list[object]:
    async with store.read() as records:
        found = [
            await records.get_pool("us-east-1_Second000"),
            await records.get_client("client01"),
            await records.get_group(POOL, "divers"),
            await records.find_user(POOL, "marina"),
            *await records.groups_of(POOL, "sub-marina"),
        ]
    return [each for each in found if each is not None]


@pytest.mark.parametrize("failing", range(len(STEPS) + 1))
async def test_a_write_that_fails_at_any_step_leaves_nothing(store: Store, failing: int) -> None:
    async with store.write() as records:
        await records.add_pool(make_pool(), [])

    async def write_until_it_breaks() -> None:
        async with store.write() as records:
            for step in STEPS[:failing]:
                await step(records)
            raise Broken

    with pytest.raises(Broken):
        await write_until_it_breaks()
    assert await left_over(store) == []
    async with store.write() as records:
        assert await records.claim_once("key", expires_at=1.0)


async def test_a_cancelled_write_leaves_nothing(store: Store) -> None:
    written = asyncio.Event()

    async def write_and_wait() -> None:
        async with store.write() as records:
            await records.add_pool(make_pool(), [])
            written.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(write_and_wait())
    await written.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with store.read() as records:
        assert await records.get_pool(POOL) is None


async def test_readers_see_only_what_is_committed(store: Store) -> None:
    async with store.write() as writing, store.read() as reading:
        await writing.add_pool(make_pool(), [])
        assert await reading.get_pool(POOL) is None
        assert await writing.get_pool(POOL) is not None


async def test_parallel_updates_lose_nothing(store: Store) -> None:
    async with store.write() as records:
        await records.add_pool(make_pool(), [])
        await records.add_user(make_user(attributes={"custom:tier": "0"}), "marina", {})

    async def increment() -> None:
        async with store.write() as records:
            user = await records.get_user(POOL, "sub-marina")
            assert user is not None
            await asyncio.sleep(0)
            tier = str(int(user.attributes["custom:tier"]) + 1)
            await records.replace_user(
                msgspec.structs.replace(user, attributes={**user.attributes, "custom:tier": tier})
            )

    await asyncio.gather(*(increment() for _ in range(40)))
    async with store.read() as records:
        user = await records.get_user(POOL, "sub-marina")
    assert user is not None
    assert user.attributes["custom:tier"] == "40"


async def test_writes_of_others_join_a_transaction_and_go_with_it(store: Store) -> None:
    async def change_one_s_mind() -> None:
        async with store.transaction():
            async with store.write() as records:
                await records.put_parameter("/a", "1")
            async with store.read() as records:
                assert await records.get_parameter("/a") == "1"
            raise RuntimeError("changed its mind")

    with pytest.raises(RuntimeError, match="changed its mind"):
        await change_one_s_mind()
    async with store.read() as records:
        assert await records.get_parameter("/a") is None


async def test_a_part_that_fails_leaves_the_rest_of_the_transaction(store: Store) -> None:
    async with store.transaction() as records:
        await records.put_parameter("/kept", "1")
        with contextlib.suppress(RuntimeError):
            async with store.write() as part:
                await part.put_parameter("/lost", "1")
                raise RuntimeError("this part only")
    async with store.read() as records:
        assert await records.list_parameters("/") == {"/kept": "1"}


async def test_a_callback_registered_within_a_transaction_does_not_join_it_later(store: Store) -> None:
    read: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()
    ended = asyncio.Event()

    async def look() -> None:
        await ended.wait()
        async with store.write() as records:
            read.set_result(await records.get_parameter("/a"))

    async with store.transaction() as records:
        task = asyncio.create_task(look())
        await records.put_parameter("/a", "1")
    ended.set()
    await task
    assert await read == "1"
