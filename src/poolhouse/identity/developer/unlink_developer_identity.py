"""UnlinkDeveloperIdentity: takes one of the developer's names away from an identity."""

from __future__ import annotations

from poolhouse.identity import errors
from poolhouse.identity.linking import without_logins
from poolhouse.identity.lookup import developer_provider, existing_pool, identity_of_pool
from poolhouse.model.identity_pool import Login
from poolhouse.ports import Clock, Store
from poolhouse.wire import cognito_identity as wire


async def unlink_developer_identity(request: wire.UnlinkDeveloperIdentityInput, *, store: Store, clock: Clock) -> None:
    async with store.write() as records:
        pool = await existing_pool(records, request.identity_pool_id)
        provider = developer_provider(pool, request.developer_provider_name)
        identity = await identity_of_pool(records, pool, request.identity_id)
        login = Login(provider, request.developer_user_identifier)
        if login not in await records.logins_of(identity.id):
            raise errors.DEVELOPER_USER_UNKNOWN()
        await without_logins(identity, [login], records, now=clock.now())
