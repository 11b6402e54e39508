"""StartWebAuthnRegistration: what a browser needs to make a passkey."""

from __future__ import annotations

from poolhouse.flows.context import Services
from poolhouse.operations.passkeys import registration
from poolhouse.tokens.access_token import AccessTokens
from poolhouse.wire import cognito_idp as wire


async def start_web_authn_registration(
    request: wire.StartWebAuthnRegistrationRequest, *, access_tokens: AccessTokens, sign_in_services: Services
) -> wire.StartWebAuthnRegistrationResponse:
    now = sign_in_services.clock.now()
    async with sign_in_services.store.read() as records:
        bearer = await access_tokens.bearer(request.access_token, records, now=now)
        options = await registration.begin(sign_in_services, records, bearer.pool, bearer.client, bearer.user)
    return wire.StartWebAuthnRegistrationResponse(credential_creation_options=options)
