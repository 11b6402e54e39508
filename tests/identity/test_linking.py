"""Two nodes that meet the same new login at once."""

from __future__ import annotations

import asyncio
from pathlib import Path

from poolhouse.identity.linking import Identities
from poolhouse.model.identity_pool import Identity, IdentityPool, Login
from poolhouse.storage.sealing import Sealer
from poolhouse.storage.sqlite import SqliteStore
from poolhouse.system import SystemClock, SystemEntropy
from poolhouse.wire import cognito_identity as wire

POOL = IdentityPool(
    settings=wire.IdentityPool(
        identity_pool_id="us-east-1:11111111-1111-4111-8111-111111111111",
        identity_pool_name="reef",
        allow_unauthenticated_identities=False,
    )
)
LOGIN = Login("cognito-idp.us-east-1.amazonaws.com/us-east-1_Reef00001", "sub-marina")


async def test_who_comes_second_takes_what_the_first_has_written(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "poolhouse.db", Sealer(b"k" * 32))
    identities = Identities(store, SystemClock(), SystemEntropy())
    first = Identity(id="us-east-1:22222222-2222-4222-8222-222222222222", pool_id=POOL.id, created_at=1, modified_at=1)
    async with store.write() as records:
        await records.add_identity_pool(POOL)
    async with store.write() as records:
        second = asyncio.create_task(identities.of(POOL, [LOGIN]))
        await asyncio.sleep(0)
        await records.add_identity(first)
        await records.add_login(first, LOGIN)
    assert (await second).id == first.id
    store.close()
