"""GetUser: what the client of the access token may read."""

from __future__ import annotations

from poolhouse.directory.attribute_rules import as_list
from poolhouse.operations.mfa.settings import described
from poolhouse.ports import Clock, Store
from poolhouse.tokens.access_token import AccessTokens
from poolhouse.wire import cognito_idp as wire


async def get_user(
    request: wire.GetUserRequest, *, store: Store, clock: Clock, access_tokens: AccessTokens
) -> wire.GetUserResponse:
    async with store.read() as records:
        bearer = await access_tokens.bearer(request.access_token, records, now=clock.now())
    readable = bearer.client.readable
    shown = {
        name: value
        for name, value in bearer.user.profile.items()
        if name == "sub" or ((readable is None or name in readable) and not name.startswith("dev:"))
    }
    return wire.GetUserResponse(username=bearer.user.username, user_attributes=as_list(shown), **described(bearer.user))
