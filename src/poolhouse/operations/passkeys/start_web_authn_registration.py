"""StartWebAuthnRegistration: what a browser needs to make a passkey."""

from __future__ import annotations

import base64

from poolhouse import errors
from poolhouse.flows.challenge import ChallengeState
from poolhouse.flows.context import Services
from poolhouse.model import web_authn
from poolhouse.model.passkey import MOST_PASSKEYS
from poolhouse.operations.passkeys.registration import CHALLENGE, SECONDS, relying_party
from poolhouse.tokens.access_token import AccessTokens
from poolhouse.wire import cognito_idp as wire


async def start_web_authn_registration(
    request: wire.StartWebAuthnRegistrationRequest, *, access_tokens: AccessTokens, sign_in_services: Services
) -> wire.StartWebAuthnRegistrationResponse:
    now = sign_in_services.clock.now()
    async with sign_in_services.store.read() as records:
        bearer = await access_tokens.bearer(request.access_token, records, now=now)
        rp_id = await relying_party(sign_in_services, records, bearer.pool)
        user = bearer.user
        present = await records.list_passkeys(user.pool_id, user.sub, after=None, limit=MOST_PASSKEYS)
    if len(present) >= MOST_PASSKEYS:
        raise errors.TOO_MANY_PASSKEYS(most=MOST_PASSKEYS)
    sealed = sign_in_services.challenges.seal(
        ChallengeState(
            id=sign_in_services.entropy.uuid(),
            challenge=CHALLENGE,
            client_id=bearer.client.id,
            sub=user.sub,
            username=user.username,
            typed=user.username,
            expires_at=now + SECONDS,
        )
    )
    options = web_authn.creation_options(
        challenge=base64.b64decode(sealed),
        rp_id=rp_id,
        sub=user.sub,
        username=user.attributes.get("email") or user.username,
        verification=bearer.pool.user_verification,
        present=present,
    )
    return wire.StartWebAuthnRegistrationResponse(credential_creation_options=options)
