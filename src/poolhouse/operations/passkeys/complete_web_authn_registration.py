"""CompleteWebAuthnRegistration: the passkey that an authenticator has made is the user's from now on."""

from __future__ import annotations

from poolhouse import errors
from poolhouse.flows.context import Services
from poolhouse.model import web_authn
from poolhouse.operations.passkeys import registration
from poolhouse.tokens.access_token import AccessTokens
from poolhouse.wire import cognito_idp as wire


async def complete_web_authn_registration(
    request: wire.CompleteWebAuthnRegistrationRequest, *, access_tokens: AccessTokens, sign_in_services: Services
) -> wire.CompleteWebAuthnRegistrationResponse:
    try:
        given = web_authn.read(request.credential)
    except web_authn.Malformed as malformed:
        raise errors.PASSKEY_MALFORMED(hint=str(malformed)) from None
    async with sign_in_services.store.read() as records:
        bearer = await access_tokens.bearer(request.access_token, records, now=sign_in_services.clock.now())
    await registration.complete(sign_in_services, bearer.pool, bearer.client, bearer.user, given)
    return wire.CompleteWebAuthnRegistrationResponse()
