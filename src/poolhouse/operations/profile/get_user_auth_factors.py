"""GetUserAuthFactors: what the user can sign in with."""

from __future__ import annotations

from poolhouse.operations.mfa.settings import described
from poolhouse.ports import Clock, Store
from poolhouse.tokens.access_token import AccessTokens
from poolhouse.wire import cognito_idp as wire


async def get_user_auth_factors(
    request: wire.GetUserAuthFactorsRequest, *, store: Store, clock: Clock, access_tokens: AccessTokens
) -> wire.GetUserAuthFactorsResponse:
    async with store.read() as records:
        bearer = await access_tokens.bearer(request.access_token, records, now=clock.now())
        pool, user = bearer.pool, bearer.user
        passkeys = await records.list_passkeys(pool.id, user.sub, after=None, limit=1) if pool.takes_passkeys else []
    factors: list[wire.AuthFactorType] = []
    if user.password:
        factors.append("PASSWORD")
    if passkeys:
        factors.append("WEB_AUTHN")
    return wire.GetUserAuthFactorsResponse(
        username=user.username, configured_user_auth_factors=factors, **described(user)
    )
