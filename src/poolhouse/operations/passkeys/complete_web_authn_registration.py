"""CompleteWebAuthnRegistration: the passkey that an authenticator has made is the user's from now on."""

from __future__ import annotations

import base64

from poolhouse import errors
from poolhouse.flows.challenge import ChallengeState
from poolhouse.flows.context import Services
from poolhouse.model import web_authn
from poolhouse.model.passkey import MOST_PASSKEYS, WebAuthnCredential, friendly_name
from poolhouse.operations.passkeys.registration import CHALLENGE, relying_party
from poolhouse.ports import NameTaken
from poolhouse.tokens.access_token import AccessTokens, Bearer
from poolhouse.wire import cognito_idp as wire


async def complete_web_authn_registration(
    request: wire.CompleteWebAuthnRegistrationRequest, *, access_tokens: AccessTokens, sign_in_services: Services
) -> wire.CompleteWebAuthnRegistrationResponse:
    store, now = sign_in_services.store, sign_in_services.clock.now()
    given = _given(request.credential)
    async with store.read() as records:
        bearer = await access_tokens.bearer(request.access_token, records, now=now)
        rp_id = await relying_party(sign_in_services, records, bearer.pool)
    state = _challenge(sign_in_services, bearer, given, now)
    if not web_authn.origin_fits(given, rp_id):
        raise errors.PASSKEY_ORIGIN(hint=f"the origin {given.origin!r} does not fit {rp_id}")
    async with store.write(fleeting=True) as records:
        if not await records.claim_once(f"challenge:{state.id}", expires_at=state.expires_at):
            raise errors.PASSKEY_CHALLENGE_NOT_FOUND(hint="the challenge was answered before")
    passkey = _passkey(bearer, given, rp_id, now)
    async with store.write() as records:
        if await records.get_user(passkey.pool_id, passkey.sub) is None:
            raise errors.USER_NOT_FOUND()
        present = await records.list_passkeys(passkey.pool_id, passkey.sub, after=None, limit=MOST_PASSKEYS)
        if len(present) >= MOST_PASSKEYS:
            raise errors.TOO_MANY_PASSKEYS(most=MOST_PASSKEYS)
        try:
            await records.add_passkey(passkey)
        except NameTaken:
            raise errors.PASSKEY_NOT_SUPPORTED(hint="the credential is registered already") from None
    return wire.CompleteWebAuthnRegistrationResponse()


def _given(document: object) -> web_authn.Given:
    try:
        return web_authn.read(document)
    except web_authn.Malformed as malformed:
        raise errors.PASSKEY_MALFORMED(hint=str(malformed)) from None


def _challenge(services: Services, bearer: Bearer, given: web_authn.Given, now: float) -> ChallengeState:
    """What StartWebAuthnRegistration has sealed for this user and client. Raises ServiceError."""
    state = services.challenges.unseal(base64.b64encode(given.challenge).decode())
    if state is None or state.challenge != CHALLENGE or state.sub != bearer.user.sub or state.expires_at <= now:
        raise errors.PASSKEY_CHALLENGE_NOT_FOUND()
    if state.client_id != bearer.client.id:
        raise errors.PASSKEY_OF_ANOTHER_CLIENT()
    return state


def _passkey(bearer: Bearer, given: web_authn.Given, rp_id: str, now: float) -> WebAuthnCredential:
    try:
        key = web_authn.registered(given, rp_id=rp_id, verification=bearer.pool.user_verification)
    except web_authn.WrongRelyingParty as rejected:
        raise errors.PASSKEY_RELYING_PARTY(hint=str(rejected)) from None
    except web_authn.Rejected as rejected:
        raise errors.PASSKEY_NOT_SUPPORTED(hint=str(rejected)) from None
    return WebAuthnCredential(
        pool_id=bearer.pool.id,
        sub=bearer.user.sub,
        id=given.id,
        public_key=key.public_key,
        sign_count=key.sign_count,
        name=friendly_name(given.attachment),
        rp_id=rp_id,
        transports=given.transports,
        attachment=given.attachment,
        created_at=now,
    )
