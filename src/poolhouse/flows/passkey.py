"""WEB_AUTHN: a passkey signs the challenge (developer guide, "Passkey sign-in").

The sealed session is itself the challenge: whatever was signed for another step, client or user opens no door.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence

from poolhouse import errors
from poolhouse.flows import devices, mfa
from poolhouse.flows.asking import open_state, sealed_state
from poolhouse.flows.challenge import use_up
from poolhouse.flows.completion import let_in
from poolhouse.flows.context import Answer, Challenge, Services, SignInRequest
from poolhouse.flows.suspect import Suspect
from poolhouse.model import web_authn
from poolhouse.model.passkey import MOST_PASSKEYS, WebAuthnCredential
from poolhouse.model.user import User
from poolhouse.model.user_pool import UserPool
from poolhouse.ports import Records

NAME = "WEB_AUTHN"


async def usable(
    request: SignInRequest, services: Services, records: Records, suspect: Suspect
) -> tuple[str, Sequence[WebAuthnCredential]]:
    """The relying party id, and what the user may sign in with: nothing where the pool takes no passkeys.

    A name that nobody has gets one that nobody can use, or none, as users do.
    """
    pool = request.pool
    rp_id = await services.relying_parties.of(records, pool) if pool.passkeys_let_in else None
    if rp_id is None:
        return "", ()
    stand_in = services.strangers.passkey(request.pool, suspect.typed, rp_id)
    if suspect.user is None:
        return rp_id, ((stand_in,) if services.strangers.has_passkey(pool, suspect.typed) else ())
    return rp_id, await _passkeys(records, pool, suspect.user, rp_id)


def suffices(pool: UserPool, user: User) -> bool:
    """Whether a passkey alone lets the user in: other states than CONFIRMED ask for a password first, and a second
    factor comes after passwords only."""
    return user.status == "CONFIRMED" and mfa.wanted(pool, user) is None


async def _passkeys(records: Records, pool: UserPool, user: User, rp_id: str) -> Sequence[WebAuthnCredential]:
    if not suffices(pool, user):
        return ()
    found = await records.list_passkeys(user.pool_id, user.sub, after=None, limit=MOST_PASSKEYS)
    return [passkey for passkey in found if passkey.rp_id == rp_id]


def ask(
    request: SignInRequest,
    services: Services,
    suspect: Suspect,
    rp_id: str,
    passkeys: Sequence[WebAuthnCredential],
) -> Challenge:
    session = sealed_state(request, services, NAME, suspect, suspect.typed)
    options = web_authn.request_options(
        challenge=base64.b64decode(session),
        rp_id=rp_id,
        verification=request.pool.user_verification,
        allowed=passkeys,
    )
    return Challenge(NAME, {"CREDENTIAL_REQUEST_OPTIONS": options}, session)


def read_credential(text: str) -> web_authn.Given:
    """Raises ServiceError InvalidParameterException."""
    try:
        return web_authn.read_text(text)
    except web_authn.Malformed as malformed:
        raise errors.PASSKEY_MALFORMED(hint=str(malformed)) from None


async def respond(request: SignInRequest, services: Services) -> Answer:
    """The passkey's proof. Right or wrong, it can be given once."""
    pool, given = request.pool, read_credential(request.required("CREDENTIAL"))
    state = open_state(request, services, NAME)
    async with services.store.write(fleeting=True) as records:
        request = await devices.carried_on(request, records, state)
        await use_up(records, state)
    async with services.store.read() as records:
        rp_id = await services.relying_parties.of(records, pool) if pool.passkeys_let_in else None
        if rp_id is None:
            raise errors.SESSION_INVALID(hint="passkeys no longer let anybody in")
        user = await records.get_user(pool.id, state.sub)
        known = await _passkeys(records, pool, user, rp_id) if user else ()
    stand_in = services.strangers.passkey(pool, state.typed, rp_id)
    # Against a key that nobody has where the user has no such passkey: the time that it takes must not tell.
    passkey = next((passkey for passkey in known if passkey.id == given.id), stand_in)
    count = proof(given, pool, rp_id, state.sub, passkey, challenge=base64.b64decode(request.session or ""))
    if user is None or passkey is stand_in:
        raise errors.PASSKEY_REFUSED(hint="the user has no such passkey")
    await accept(services, user, passkey, count)
    return await let_in(request, services, user, state.typed, "TokenGeneration_Authentication")


def proof(
    given: web_authn.Given,
    pool: UserPool,
    rp_id: str,
    sub: str,
    passkey: WebAuthnCredential,
    *,
    challenge: bytes,
    origin: str | None = None,
) -> int:
    """The authenticator's count; ``origin`` as in ``comes_from``. Raises ServiceError NotAuthorizedException."""
    try:
        return web_authn.asserted(
            given,
            challenge=challenge,
            rp_id=rp_id,
            sub=sub,
            passkey=passkey,
            verification=pool.user_verification,
            origin=origin,
        )
    except web_authn.Rejected as rejected:
        raise errors.PASSKEY_REFUSED(hint=str(rejected)) from None


async def accept(services: Services, user: User, passkey: WebAuthnCredential, count: int) -> None:
    """What a right proof still has to pass.

    Raises ServiceError: the user is disabled, or a proof with the same or a higher count came first (WebAuthn, 7.2,
    step 22).
    """
    if not user.enabled:
        raise errors.USER_DISABLED()
    if count == passkey.sign_count:
        return
    async with services.store.write() as records:
        current = await records.get_passkey(passkey.pool_id, passkey.id)
        if current is None or count <= current.sign_count:
            raise errors.PASSKEY_REFUSED(hint="the passkey was deleted or used meanwhile")
        await records.count_passkey(passkey.pool_id, passkey.id, count)
