"""ListWebAuthnCredentials."""

from __future__ import annotations

from poolhouse.model.passkey import MOST_PASSKEYS, WebAuthnCredential
from poolhouse.operations import pagination
from poolhouse.ports import Clock, Store
from poolhouse.tokens.access_token import AccessTokens
from poolhouse.wire import cognito_idp as wire


async def list_web_authn_credentials(
    request: wire.ListWebAuthnCredentialsRequest, *, store: Store, clock: Clock, access_tokens: AccessTokens
) -> wire.ListWebAuthnCredentialsResponse:
    limit = request.max_results or MOST_PASSKEYS
    async with store.read() as records:
        user = (await access_tokens.bearer(request.access_token, records, now=clock.now())).user
        after = pagination.after(request.next_token)
        found = await records.list_passkeys(user.pool_id, user.sub, after=after, limit=limit + 1)
    page, token = pagination.split(found, limit, lambda passkey: passkey.id)
    return wire.ListWebAuthnCredentialsResponse(credentials=[_described(one) for one in page], next_token=token)


def _described(passkey: WebAuthnCredential) -> wire.WebAuthnCredentialDescription:
    return wire.WebAuthnCredentialDescription(
        credential_id=passkey.id,
        friendly_credential_name=passkey.name,
        relying_party_id=passkey.rp_id,
        authenticator_attachment=passkey.attachment,
        authenticator_transports=list(passkey.transports),
        created_at=passkey.created_at,
    )
