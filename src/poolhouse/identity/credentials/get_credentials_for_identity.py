"""GetCredentialsForIdentity: session keys for an hour (the enhanced flow)."""

from __future__ import annotations

from poolhouse.identity import roles
from poolhouse.identity.credentials.caller import identity_caller
from poolhouse.identity.linking import Identities
from poolhouse.identity.logins import Logins
from poolhouse.identity.sessions import SessionKeys
from poolhouse.ports import Store
from poolhouse.wire import cognito_identity as wire


async def get_credentials_for_identity(
    request: wire.GetCredentialsForIdentityInput,
    *,
    store: Store,
    logins: Logins,
    identities: Identities,
    session_keys: SessionKeys,
) -> wire.GetCredentialsForIdentityResponse:
    caller = await identity_caller(
        request.identity_id, request.logins, store=store, logins=logins, identities=identities
    )
    async with store.read() as records:
        grant = await roles.grant(caller.pool, caller.identity, caller.logins, request.custom_role_arn, records)
    credentials = session_keys.vend(grant)
    return wire.GetCredentialsForIdentityResponse(
        identity_id=caller.identity.id,
        credentials=wire.Credentials(
            access_key_id=credentials.access_key_id,
            secret_key=credentials.secret,
            session_token=credentials.session_token,
            expiration=credentials.expires_at,
        ),
    )
