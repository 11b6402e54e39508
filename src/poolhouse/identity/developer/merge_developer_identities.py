"""MergeDeveloperIdentities: two of a developer's users become one, with every login of both."""

from __future__ import annotations

import msgspec

from poolhouse.identity import errors
from poolhouse.identity.lookup import developer_provider, existing_pool
from poolhouse.model.identity_pool import Identity, Login
from poolhouse.ports import Clock, Records, Store
from poolhouse.wire import cognito_identity as wire


async def merge_developer_identities(
    request: wire.MergeDeveloperIdentitiesInput, *, store: Store, clock: Clock
) -> wire.MergeDeveloperIdentitiesResponse:
    async with store.write() as records:
        pool = await existing_pool(records, request.identity_pool_id)
        provider = developer_provider(pool, request.developer_provider_name)
        source = await _user(records, pool.id, Login(provider, request.source_user_identifier))
        destination = await _user(records, pool.id, Login(provider, request.destination_user_identifier))
        if source.id != destination.id:
            await _merge(source, destination, provider, records, now=clock.now())
    return wire.MergeDeveloperIdentitiesResponse(identity_id=destination.id)


async def _user(records: Records, pool_id: str, login: Login) -> Identity:
    identity = await records.find_identity_by_login(pool_id, login)
    if identity is None:
        raise errors.DEVELOPER_USER_UNKNOWN()
    return identity


async def _merge(source: Identity, destination: Identity, provider: str, records: Records, *, now: float) -> None:
    moving = await records.logins_of(source.id)
    present = {login.provider for login in await records.logins_of(destination.id)} - {provider}
    for login in moving:
        if login.provider in present:
            raise errors.MERGE_CONFLICT(provider=login.provider)
        await records.remove_login(source.pool_id, login)
        await records.add_login(destination, login)
    await records.replace_identity(msgspec.structs.replace(source, disabled=True, modified_at=now))
    await records.replace_identity(msgspec.structs.replace(destination, modified_at=now))
