"""CreateIdentityPool."""

from __future__ import annotations

import msgspec

from poolhouse.model.identity_pool import IdentityPool
from poolhouse.ports import Entropy, Store
from poolhouse.wire import cognito_identity as wire


async def create_identity_pool(
    request: wire.CreateIdentityPoolInput, *, store: Store, entropy: Entropy, region: str
) -> wire.IdentityPool:
    settings = wire.IdentityPool(identity_pool_id=f"{region}:{entropy.uuid()}", **msgspec.structs.asdict(request))
    async with store.write() as records:
        await records.add_identity_pool(IdentityPool(settings=settings))
    return settings
