"""GetId: the identity of verified logins, or a new one for a guest."""

from __future__ import annotations

from poolhouse.identity import errors
from poolhouse.identity.linking import Identities
from poolhouse.identity.logins import Logins
from poolhouse.identity.lookup import existing_pool
from poolhouse.ports import Store
from poolhouse.wire import cognito_identity as wire


async def get_id(
    request: wire.GetIdInput, *, store: Store, logins: Logins, identities: Identities
) -> wire.GetIdResponse:
    async with store.read() as records:
        pool = await existing_pool(records, request.identity_pool_id)
        verified = await logins.verified(pool, request.logins, records)
    if verified:
        identity = await identities.of(pool, [each.login for each in verified])
    elif pool.settings.allow_unauthenticated_identities:
        identity = await identities.new(pool)
    else:
        raise errors.GUESTS_OFF()
    return wire.GetIdResponse(identity_id=identity.id)
