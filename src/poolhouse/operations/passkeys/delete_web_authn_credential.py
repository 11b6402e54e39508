"""DeleteWebAuthnCredential."""

from __future__ import annotations

from poolhouse import errors
from poolhouse.ports import Clock, Store
from poolhouse.tokens.access_token import AccessTokens
from poolhouse.wire import cognito_idp as wire


async def delete_web_authn_credential(
    request: wire.DeleteWebAuthnCredentialRequest, *, store: Store, clock: Clock, access_tokens: AccessTokens
) -> wire.DeleteWebAuthnCredentialResponse:
    async with store.write() as records:
        user = (await access_tokens.bearer(request.access_token, records, now=clock.now())).user
        passkey = await records.get_passkey(user.pool_id, request.credential_id)
        if passkey is None or passkey.sub != user.sub:
            raise errors.PASSKEY_NOT_FOUND()
        await records.delete_passkey(user.pool_id, passkey.id)
    return wire.DeleteWebAuthnCredentialResponse()
