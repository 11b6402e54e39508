"""DeleteUser: the signed-in user removes the own account."""

from __future__ import annotations

from poolhouse.ports import Clock, Store
from poolhouse.tokens.access_token import AccessTokens
from poolhouse.wire import cognito_idp as wire


async def delete_user(
    request: wire.DeleteUserRequest, *, store: Store, clock: Clock, access_tokens: AccessTokens
) -> None:
    async with store.write() as records:
        bearer = await access_tokens.bearer(request.access_token, records, now=clock.now())
        await records.delete_user(bearer.pool.id, bearer.user.sub)
