"""GetOpenIdToken: a token of the identity (the basic flow)."""

from __future__ import annotations

from poolhouse.identity import errors
from poolhouse.identity.credentials.caller import identity_caller
from poolhouse.identity.linking import Identities
from poolhouse.identity.logins import Logins
from poolhouse.identity.lookup import existing_identity, existing_pool
from poolhouse.identity.open_id_tokens import OpenIdTokens
from poolhouse.ports import Store
from poolhouse.wire import cognito_identity as wire


async def get_open_id_token(
    request: wire.GetOpenIdTokenInput,
    *,
    store: Store,
    logins: Logins,
    identities: Identities,
    open_id_tokens: OpenIdTokens,
) -> wire.GetOpenIdTokenResponse:
    async with store.read() as records:
        pool = await existing_pool(records, (await existing_identity(records, request.identity_id)).pool_id)
    if not pool.settings.allow_classic_flow:
        raise errors.CLASSIC_FLOW_OFF()
    if pool.roles.mappings:
        raise errors.CLASSIC_FLOW_WITH_MAPPINGS()
    _, identity, verified = await identity_caller(
        request.identity_id, request.logins, store=store, logins=logins, identities=identities
    )
    amr = ["authenticated", *(text for each in verified for text in each.amr)] if verified else ["unauthenticated"]
    token = await open_id_tokens.issue(identity_id=identity.id, pool_id=pool.id, amr=amr)
    return wire.GetOpenIdTokenResponse(identity_id=identity.id, token=token)
