"""CreateUserPoolClient."""

from __future__ import annotations

from poolhouse import errors
from poolhouse.directory.lookup import existing_pool
from poolhouse.model import identifiers
from poolhouse.model.user_pool import UserPoolClient
from poolhouse.operations.clients.settings import check, described, settings_from
from poolhouse.ports import Clock, Entropy, Store
from poolhouse.wire import cognito_idp as wire


async def create_user_pool_client(
    request: wire.CreateUserPoolClientRequest, *, store: Store, clock: Clock, entropy: Entropy
) -> wire.CreateUserPoolClientResponse:
    if request.client_secret is not None and request.generate_secret:
        raise errors.INVALID_PARAMETER(text="GenerateSecret and ClientSecret cannot be used together.")  # unconfirmed
    generated = identifiers.client_secret(entropy.token_bytes) if request.generate_secret else None
    now = clock.now()
    client = UserPoolClient(
        id=identifiers.client_id(entropy.token_bytes),
        pool_id=request.user_pool_id,
        name=request.client_name,
        secret=request.client_secret or generated,
        settings=settings_from(request),
        created_at=now,
        modified_at=now,
    )
    async with store.write() as records:
        pool = await existing_pool(records, request.user_pool_id)
        await check(client, pool, records)
        await records.add_client(client)
    return wire.CreateUserPoolClientResponse(user_pool_client=described(client))
