"""AdminDisableProviderForUser: ends the way in through one provider, or through the password."""

from __future__ import annotations

import msgspec

from poolhouse import errors
from poolhouse.directory import identities
from poolhouse.directory.lookup import existing_pool, existing_user
from poolhouse.model.identity_provider import SUBJECT
from poolhouse.operations.identity_providers.rules import LOCAL
from poolhouse.ports import Clock, Store
from poolhouse.tokens.session import sign_out
from poolhouse.wire import cognito_idp as wire


async def admin_disable_provider_for_user(
    request: wire.AdminDisableProviderForUserRequest, *, store: Store, clock: Clock
) -> wire.AdminDisableProviderForUserResponse:
    provider, subject = request.user.provider_name, request.user.provider_attribute_value
    attribute, now = request.user.provider_attribute_name or SUBJECT, clock.now()
    async with store.write() as records:
        pool = await existing_pool(records, request.user_pool_id)
        if not provider or not subject:
            raise errors.SOURCE_USER_INVALID()
        if provider == LOCAL:
            user = sign_out(await existing_user(records, pool, subject), now)
            # A status of federated users: nothing that a password user may do is open to one.
            user = msgspec.structs.replace(user, password=None, status="EXTERNAL_PROVIDER", modified_at=now)
            await records.replace_user(user)
            return wire.AdminDisableProviderForUserResponse()
        found = await records.find_user_by_identity(pool.id, provider, subject, attribute=attribute)
        if found is None:
            raise errors.USER_NOT_FOUND()
        await identities.unlink(records, found, provider, subject, attribute=attribute, now=now)
    return wire.AdminDisableProviderForUserResponse()
