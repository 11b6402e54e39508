"""DescribeIdentity."""

from __future__ import annotations

from poolhouse.identity.identities.views import described
from poolhouse.identity.lookup import existing_identity
from poolhouse.ports import Store
from poolhouse.wire import cognito_identity as wire


async def describe_identity(request: wire.DescribeIdentityInput, *, store: Store) -> wire.IdentityDescription:
    async with store.read() as records:
        return await described(await existing_identity(records, request.identity_id), records)
