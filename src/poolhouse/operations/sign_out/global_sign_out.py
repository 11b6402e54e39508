"""GlobalSignOut: every token of the user, those just presented included."""

from __future__ import annotations

from poolhouse.ports import Clock, Store
from poolhouse.tokens.access_token import AccessTokens
from poolhouse.tokens.session import sign_out
from poolhouse.wire import cognito_idp as wire


async def global_sign_out(
    request: wire.GlobalSignOutRequest, *, store: Store, clock: Clock, access_tokens: AccessTokens
) -> wire.GlobalSignOutResponse:
    now = clock.now()
    async with store.write() as records:
        bearer = await access_tokens.bearer(request.access_token, records, now=now)
        await records.replace_user(sign_out(bearer.user, now, bearer.claims["event_id"]))
    return wire.GlobalSignOutResponse()
