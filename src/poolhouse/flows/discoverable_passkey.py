"""A passkey that says itself whose it is: nobody types a name (W3C Web Authentication, "discoverable credential").

The sign-in pages ask so. The question is open to everybody, so it is put before anybody has done anything.
"""

from __future__ import annotations

import base64

from poolhouse import errors
from poolhouse.flows.challenge import ChallengeState, first_use
from poolhouse.flows.completion import let_in
from poolhouse.flows.context import Answer, Services, SignInRequest
from poolhouse.flows.passkey import accept, proof, read_credential, suffices
from poolhouse.model import web_authn
from poolhouse.model.user_pool import UserPool, UserPoolClient

CHALLENGE = "DISCOVERABLE_PASSKEY"
"""No challenge of the API: neither kind of state opens the other's door."""

SECONDS = 3600.0
"""People leave a page open for a while before they sign in."""


def ask(services: Services, pool: UserPool, client: UserPoolClient, rp_id: str) -> str:
    """``PublicKeyCredentialRequestOptionsJSON`` as text."""
    state = ChallengeState(
        id=services.entropy.uuid(),
        challenge=CHALLENGE,
        client_id=client.id,
        sub="",
        username="",
        typed="",
        expires_at=services.clock.now() + SECONDS,
        on_a_page=True,
    )
    return web_authn.request_options(
        challenge=base64.b64decode(services.challenges.seal(state)),
        rp_id=rp_id,
        verification=pool.user_verification,
        allowed=(),
    )


async def respond(request: SignInRequest, services: Services, *, rp_id: str, origin: str) -> Answer:
    """The proof must come from a page of ``origin``. Right or wrong, it can be given once. Raises ServiceError."""
    pool, given = request.pool, read_credential(request.parameters.get("CREDENTIAL", ""))
    state = services.challenges.unseal(base64.b64encode(given.challenge).decode())
    if state is None or state.challenge != CHALLENGE or state.client_id != request.client.id:
        raise errors.PASSKEY_CHALLENGE_NOT_FOUND(hint="the passkey signed something else")
    if state.expires_at <= services.clock.now():
        raise errors.PASSKEY_CHALLENGE_NOT_FOUND(hint="the challenge has expired")
    async with services.store.write(fleeting=True) as records:
        if not await first_use(records, state):
            raise errors.PASSKEY_CHALLENGE_NOT_FOUND(hint="the challenge was answered before")
    async with services.store.read() as records:
        passkey = await records.get_passkey(pool.id, given.id)
        user = await records.get_user(pool.id, passkey.sub) if passkey else None
    if passkey is None or user is None or passkey.rp_id != rp_id:
        raise errors.PASSKEY_REFUSED(hint="nobody in this pool has this passkey for this relying party")
    if given.user_handle is None:
        raise errors.PASSKEY_REFUSED(hint="the authenticator does not say whose passkey it is")
    count = proof(given, pool, rp_id, user.sub, passkey, challenge=given.challenge, origin=origin)
    if not suffices(pool, user):
        raise errors.PASSKEY_REFUSED(hint=f"{user.status}, or with a second factor, the user needs a password")
    await accept(services, user, passkey, count)
    return await let_in(request, services, user, user.username, "TokenGeneration_Authentication")
