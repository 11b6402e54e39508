"""DeleteIdentityProvider: clients no longer name it. Users who came from it stay, with their links to its name, and
cannot sign in through it; a provider made anew under that name finds them again."""

from __future__ import annotations

import msgspec

from poolhouse.directory.lookup import existing_pool
from poolhouse.model.user_pool import UserPoolClient
from poolhouse.operations.identity_providers.views import existing_identity_provider
from poolhouse.ports import Clock, Records, Store
from poolhouse.wire import cognito_idp as wire

_PAGE = 100


async def delete_identity_provider(request: wire.DeleteIdentityProviderRequest, *, store: Store, clock: Clock) -> None:
    async with store.write() as records:
        pool = await existing_pool(records, request.user_pool_id)
        provider = await existing_identity_provider(records, pool, request.provider_name)
        await records.delete_identity_provider(pool.id, provider.name)
        await _forget(records, pool.id, provider.name, clock.now())


async def _forget(records: Records, pool_id: str, provider: str, now: float) -> None:
    """A client that named no other is left with an empty list: the pool's own users do not get in by accident."""
    after: str | None = None
    while page := await records.list_clients(pool_id, after=after, limit=_PAGE):
        for listed in page:
            # Listing locks nothing; the client may have gone or changed since.
            client = await records.get_client(listed.id)
            if client is not None and provider in (client.settings.supported_identity_providers or ()):
                await records.replace_client(_without(client, provider, now))
        after = page[-1].id


def _without(client: UserPoolClient, provider: str, now: float) -> UserPoolClient:
    kept = [name for name in client.settings.supported_identity_providers or () if name != provider]
    settings = msgspec.structs.replace(client.settings, supported_identity_providers=kept)
    return msgspec.structs.replace(client, settings=settings, modified_at=now)
