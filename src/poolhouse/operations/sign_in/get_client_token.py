"""GetClientToken: an access token for the client itself, as the token endpoint's client credentials grant gives."""

from __future__ import annotations

from poolhouse import errors
from poolhouse.directory.lookup import existing_client, is_client_secret, pool_of
from poolhouse.model.user_pool import CLIENT_TOKEN_FLOW
from poolhouse.operations.caller import Caller
from poolhouse.ports import Store
from poolhouse.tokens.keys import KeyRing
from poolhouse.tokens.machine import MachineOrder, MachineTokens
from poolhouse.tokens.machine_scopes import ScopeNotAllowed, UnknownScope, granted_scopes
from poolhouse.wire import cognito_idp as wire


async def get_client_token(
    request: wire.GetClientTokenRequest, *, store: Store, keys: KeyRing, machine_tokens: MachineTokens, caller: Caller
) -> wire.GetClientTokenResponse:
    async with store.read() as records:
        client = await existing_client(records, request.client_id)
        pool = await pool_of(records, client)
        if client.secret is None or not is_client_secret(client, request.secret):
            raise errors.CLIENT_SECRET_WRONG(client_id=client.id)
        if CLIENT_TOKEN_FLOW not in client.flows:
            raise errors.PASSWORD_FLOW_OFF(flow="CLIENT_TOKEN_AUTH")
        try:
            scopes = await granted_scopes(pool, client, request.scopes or (), records)
        except UnknownScope as unknown:
            raise errors.INVALID_PARAMETER(text=f"Invalid scope requested: {unknown}") from None
        except ScopeNotAllowed as refused:
            raise errors.SCOPE_NOT_ALLOWED(scope=refused) from None
        pool_keys = await keys.of(pool.id, records)
    order = MachineOrder(
        pool=pool,
        client=client,
        scopes=scopes,
        client_metadata=request.client_metadata,
        request_id=caller.request_id,
    )
    token = await machine_tokens.issue(order, pool_keys)
    return wire.GetClientTokenResponse(
        client_authentication_result=wire.ClientAuthenticationResultType(
            access_token=token.access_token,
            expires_in=token.expires_in,
            token_type="Bearer",  # noqa: S106 - RFC 6750
        )
    )
