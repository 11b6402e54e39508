"""VerifySoftwareToken: a code proves the authenticator app, which is the user's from now on."""

from __future__ import annotations

from poolhouse import errors
from poolhouse.flows import mfa, mfa_setup
from poolhouse.flows.context import Services
from poolhouse.operations.mfa.settings import check_on
from poolhouse.tokens.access_token import AccessTokens
from poolhouse.wire import cognito_idp as wire


async def verify_software_token(
    request: wire.VerifySoftwareTokenRequest, *, access_tokens: AccessTokens, sign_in_services: Services
) -> wire.VerifySoftwareTokenResponse:
    """Through an access token the app is not asked for yet where MFA is optional: SetUserMFAPreference turns it on."""
    code, name = request.user_code, request.friendly_device_name
    if (request.access_token is None) == (request.session is None):
        raise errors.TOKEN_OR_SESSION()
    if request.session is not None:
        session = await mfa_setup.verify(sign_in_services, request.session, code, name)
        return wire.VerifySoftwareTokenResponse(status="SUCCESS", session=session)
    now = sign_in_services.clock.now()
    async with sign_in_services.store.write() as records:
        bearer = await access_tokens.bearer(request.access_token or "", records, now=now)
        check_on(bearer.pool)
        if bearer.user.mfa.waiting is None:
            raise errors.SOFTWARE_TOKEN_NOT_BEGUN()
        secret, needed = bearer.user.mfa.waiting, bearer.pool.mfa == "ON"
        await mfa.enrol(records, bearer.user, secret, code, name, now, enabled=needed)
    return wire.VerifySoftwareTokenResponse(status="SUCCESS")
