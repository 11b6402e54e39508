"""UnlinkIdentity: the holder of one login takes logins away; without any the identity cannot be reached any more."""

from __future__ import annotations

from poolhouse.identity import errors
from poolhouse.identity.linking import without_logins
from poolhouse.identity.logins import Logins
from poolhouse.identity.lookup import existing_identity, existing_pool
from poolhouse.ports import Clock, Store
from poolhouse.wire import cognito_identity as wire


async def unlink_identity(request: wire.UnlinkIdentityInput, *, store: Store, clock: Clock, logins: Logins) -> None:
    if not request.logins or not request.logins_to_remove:
        raise errors.NOTHING_TO_UNLINK()
    async with store.read() as records:
        identity = await existing_identity(records, request.identity_id)
        pool = await existing_pool(records, identity.pool_id)
        verified = await logins.verified(pool, request.logins, records)
        names = {await logins.canonical_name(provider, records) for provider in request.logins_to_remove}
    async with store.write() as records:
        identity = await existing_identity(records, request.identity_id)
        own = await records.logins_of(identity.id)
        if not any(each.login in own for each in verified):
            raise errors.LOGINS_DO_NOT_MATCH()
        gone = [login for login in own if login.provider in names]
        await without_logins(identity, gone, records, now=clock.now())
