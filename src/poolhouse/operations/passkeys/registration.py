"""Registering a passkey, as operations and pages do it. The challenge is sealed state: nothing is kept in between."""

from __future__ import annotations

import base64
from typing import Any

from poolhouse import errors
from poolhouse.flows.challenge import ChallengeState, first_use
from poolhouse.flows.context import Services
from poolhouse.model import web_authn
from poolhouse.model.passkey import MOST_PASSKEYS, WebAuthnCredential, friendly_name
from poolhouse.model.user import User
from poolhouse.model.user_pool import UserPool, UserPoolClient
from poolhouse.ports import NameTaken, Records

CHALLENGE = "WEB_AUTHN_REGISTRATION"
"""No challenge of a sign-in: neither kind of state opens the other's door."""

SECONDS = 300.0


async def relying_party(services: Services, records: Records, pool: UserPool) -> str:
    """Raises ServiceError WebAuthnNotEnabledException, WebAuthnConfigurationMissingException."""
    if not pool.takes_passkeys:
        raise errors.PASSKEYS_OFF()
    rp_id = await services.relying_parties.of(records, pool)
    if rp_id is None:
        raise errors.PASSKEYS_WITHOUT_RELYING_PARTY(
            hint="set RelyingPartyId with SetUserPoolMfaConfig, or make a domain; an IP address cannot stand for it"
        )
    return rp_id


async def begin(
    services: Services, records: Records, pool: UserPool, client: UserPoolClient, user: User
) -> dict[str, Any]:
    """``PublicKeyCredentialCreationOptionsJSON``. Raises ServiceError."""
    rp_id = await relying_party(services, records, pool)
    present = await records.list_passkeys(pool.id, user.sub, after=None, limit=MOST_PASSKEYS)
    if len(present) >= MOST_PASSKEYS:
        raise errors.TOO_MANY_PASSKEYS(most=MOST_PASSKEYS)
    sealed = services.challenges.seal(
        ChallengeState(
            id=services.entropy.uuid(),
            challenge=CHALLENGE,
            client_id=client.id,
            sub=user.sub,
            username=user.username,
            typed=user.username,
            expires_at=services.clock.now() + SECONDS,
        )
    )
    return web_authn.creation_options(
        challenge=base64.b64decode(sealed),
        rp_id=rp_id,
        sub=user.sub,
        username=user.attributes.get("email") or user.username,
        verification=pool.user_verification,
        present=present,
    )


async def complete(
    services: Services,
    pool: UserPool,
    client: UserPoolClient,
    user: User,
    given: web_authn.Given,
    *,
    origin: str | None = None,
) -> None:
    """The passkey is the user's from now on. ``origin`` is the only one that will do, where it is known. Raises
    ServiceError."""
    store, now = services.store, services.clock.now()
    async with store.read() as records:
        rp_id = await relying_party(services, records, pool)
    state = _challenge(services, client, user, given, now)
    if not web_authn.comes_from(given, rp_id, origin):
        raise errors.PASSKEY_ORIGIN(hint=f"the origin {given.origin!r} does not fit {origin or rp_id}")
    async with store.write(fleeting=True) as records:
        if not await first_use(records, state):
            raise errors.PASSKEY_CHALLENGE_NOT_FOUND(hint="the challenge was answered before")
    passkey = _passkey(pool, user, given, rp_id, now)
    async with store.write() as records:
        if await records.get_user(pool.id, user.sub) is None:
            raise errors.USER_NOT_FOUND()
        present = await records.list_passkeys(pool.id, user.sub, after=None, limit=MOST_PASSKEYS)
        if len(present) >= MOST_PASSKEYS:
            raise errors.TOO_MANY_PASSKEYS(most=MOST_PASSKEYS)
        try:
            await records.add_passkey(passkey)
        except NameTaken:
            raise errors.PASSKEY_NOT_SUPPORTED(hint="the credential is registered already") from None


def _challenge(
    services: Services, client: UserPoolClient, user: User, given: web_authn.Given, now: float
) -> ChallengeState:
    """What ``begin`` has sealed for this user and client. Raises ServiceError."""
    state = services.challenges.unseal(base64.b64encode(given.challenge).decode())
    if state is None or state.challenge != CHALLENGE or state.sub != user.sub or state.expires_at <= now:
        raise errors.PASSKEY_CHALLENGE_NOT_FOUND()
    if state.client_id != client.id:
        raise errors.PASSKEY_OF_ANOTHER_CLIENT()
    return state


def _passkey(pool: UserPool, user: User, given: web_authn.Given, rp_id: str, now: float) -> WebAuthnCredential:
    try:
        key = web_authn.registered(given, rp_id=rp_id, verification=pool.user_verification)
    except web_authn.WrongRelyingParty as rejected:
        raise errors.PASSKEY_RELYING_PARTY(hint=str(rejected)) from None
    except web_authn.Rejected as rejected:
        raise errors.PASSKEY_NOT_SUPPORTED(hint=str(rejected)) from None
    return WebAuthnCredential(
        pool_id=pool.id,
        sub=user.sub,
        id=given.id,
        public_key=key.public_key,
        sign_count=key.sign_count,
        name=friendly_name(given.attachment),
        rp_id=rp_id,
        transports=given.transports,
        attachment=given.attachment,
        created_at=now,
    )
