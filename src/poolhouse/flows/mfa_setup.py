"""MFA_SETUP: whoever needs a second factor and has none connects an authenticator app before they get in.

Source: Cognito developer guide, "TOTP software token MFA". AssociateSoftwareToken and VerifySoftwareToken hand the
session on, which holds the secret until a code has proved it: until then nothing is kept.
"""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from poolhouse import errors
from poolhouse.flows import completion, devices, under_way
from poolhouse.flows.asking import OTHER_SIDE, open_state
from poolhouse.flows.challenge import ChallengeState, expiry, use_up
from poolhouse.flows.context import Answer, Services, SignInRequest
from poolhouse.flows.mfa import SETUP, enrol
from poolhouse.model import totp
from poolhouse.model.user import User
from poolhouse.model.user_pool import UserPoolClient
from poolhouse.ports import Records


class Begun(NamedTuple):
    """An app that has yet to prove itself: its secret, the name that its user signed in with, and the session that
    holds both."""

    secret: bytes
    typed: str
    session: str


async def set_up(request: SignInRequest, services: Services) -> Answer:
    """The answer to MFA_SETUP, once VerifySoftwareToken has said that the app's codes are right."""
    state = open_state(request, services, SETUP)
    if not state.mfa_set_up:
        raise errors.SESSION_INVALID(hint="answer with the session of VerifySoftwareToken")
    async with services.store.write(fleeting=True) as records:
        request = await devices.carried_on(request, records, state)
        user = await under_way.user_of(records, request.pool, state)
        await use_up(records, state)
    return await completion.after_mfa(request, services, user, state.typed)


async def associate(services: Services, session: str, *, on_a_page: bool = False) -> Begun:
    """A new secret for the user of an MFA_SETUP challenge. Raises ServiceError."""
    now = services.clock.now()
    state = _under_set_up(services, session, on_a_page=on_a_page)
    async with services.store.write(fleeting=True) as records:
        client, _ = await _without_app(records, state)
        await use_up(records, state)
    secret = services.entropy.token_bytes(totp.SECRET_BYTES)
    changed = msgspec.structs.replace(
        state, id=services.entropy.uuid(), software_token=secret, expires_at=expiry(client, now)
    )
    return Begun(secret, state.typed, services.challenges.seal(changed))


async def verify(
    services: Services, session: str, code: str, name: str | None = None, *, on_a_page: bool = False
) -> str:
    """The app has proved itself and is the user's from now on: the session that answers MFA_SETUP. A wrong code leaves
    everything as it was. Raises ServiceError."""
    now = services.clock.now()
    state = _under_set_up(services, session, on_a_page=on_a_page)
    if state.software_token is None:
        raise errors.SOFTWARE_TOKEN_NOT_BEGUN()
    async with services.store.write() as records:
        client, user = await _without_app(records, state)
        await enrol(records, user, state.software_token, code, name, now, enabled=True)
        await use_up(records, state)
    changed = msgspec.structs.replace(
        state, id=services.entropy.uuid(), software_token=None, mfa_set_up=True, expires_at=expiry(client, now)
    )
    return services.challenges.seal(changed)


async def _without_app(records: Records, state: ChallengeState) -> tuple[UserPoolClient, User]:
    """The client and the user of an MFA_SETUP challenge. Who began it while the user had no app cannot replace the one
    that there is by now: the password alone does not open that way. Raises ServiceError."""
    client = await records.get_client(state.client_id)
    pool = await records.get_pool(client.pool_id) if client else None
    if client is None or pool is None:
        raise errors.SESSION_INVALID(hint="the client is gone")
    user = await under_way.user_of(records, pool, state)
    if user.mfa.token is not None:
        raise errors.SESSION_INVALID(hint="the user has set up an app meanwhile")
    return client, user


def begun(services: Services, session: str) -> Begun:
    """What a session of ``associate`` on a page holds. Raises ServiceError."""
    state = _under_set_up(services, session, on_a_page=True)
    if state.software_token is None:
        raise errors.SOFTWARE_TOKEN_NOT_BEGUN()
    return Begun(state.software_token, state.typed, session)


def _under_set_up(services: Services, session: str, *, on_a_page: bool) -> ChallengeState:
    state = services.challenges.unseal(session)
    if state is None or state.challenge != SETUP or state.mfa_set_up:
        raise errors.SESSION_INVALID()
    if state.on_a_page != on_a_page:
        raise errors.SESSION_INVALID(hint=OTHER_SIDE)
    if state.expires_at <= services.clock.now():
        raise errors.SESSION_EXPIRED()
    return state
