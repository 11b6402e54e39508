"""AssociateSoftwareToken: the secret for an authenticator app, which a code has yet to prove.

With an access token the secret waits at the user, with the session of an MFA_SETUP challenge inside the session. An app
that is in use stays so until the new one has proved itself.
"""

from __future__ import annotations

import msgspec

from poolhouse import errors
from poolhouse.flows import mfa_setup
from poolhouse.flows.context import Services
from poolhouse.model import totp
from poolhouse.operations.mfa.settings import check_on
from poolhouse.tokens.access_token import AccessTokens
from poolhouse.wire import cognito_idp as wire


async def associate_software_token(
    request: wire.AssociateSoftwareTokenRequest, *, access_tokens: AccessTokens, sign_in_services: Services
) -> wire.AssociateSoftwareTokenResponse:
    if (request.access_token is None) == (request.session is None):
        raise errors.TOKEN_OR_SESSION()
    if request.session is not None:
        begun = await mfa_setup.associate(sign_in_services, request.session)
        return wire.AssociateSoftwareTokenResponse(secret_code=totp.as_text(begun.secret), session=begun.session)
    now = sign_in_services.clock.now()
    secret = sign_in_services.entropy.token_bytes(totp.SECRET_BYTES)
    async with sign_in_services.store.write() as records:
        bearer = await access_tokens.bearer(request.access_token or "", records, now=now)
        check_on(bearer.pool)
        user = bearer.user
        waiting = msgspec.structs.replace(user.mfa, waiting=secret)
        await records.replace_user(msgspec.structs.replace(user, mfa=waiting, modified_at=now))
    return wire.AssociateSoftwareTokenResponse(secret_code=totp.as_text(secret))
