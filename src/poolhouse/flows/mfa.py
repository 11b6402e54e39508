"""SOFTWARE_TOKEN_MFA and MFA_SETUP: after the first factor, a code of the user's authenticator app.

Source: Cognito developer guide, "Adding MFA to a user pool" and "TOTP software token MFA". A pool with MFA has people
without an app set one up before they get in; where it is optional, users turn it on themselves.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from poolhouse import errors
from poolhouse.flows import completion, devices, lockout, under_way
from poolhouse.flows.asking import sealed_state
from poolhouse.flows.challenge import ChallengeState, expiry, use_up
from poolhouse.flows.context import Answer, Challenge, Services, SignInRequest
from poolhouse.model import totp
from poolhouse.model.mfa import SoftwareToken, UserMfa
from poolhouse.model.user import User
from poolhouse.model.user_pool import UserPool, UserPoolClient
from poolhouse.ports import Records

SOFTWARE_TOKEN: Literal["SOFTWARE_TOKEN_MFA"] = "SOFTWARE_TOKEN_MFA"  # noqa: S105 - the name of a challenge
SETUP: Literal["MFA_SETUP"] = "MFA_SETUP"


def wanted(pool: UserPool, user: User) -> Literal["SOFTWARE_TOKEN_MFA", "MFA_SETUP"] | None:
    """What comes after the user's first factor, if anything does."""
    if pool.mfa == "OFF":
        return None
    if pool.mfa == "ON":
        return SOFTWARE_TOKEN if user.mfa.token else SETUP
    return SOFTWARE_TOKEN if user.mfa.token and user.mfa.enabled else None


def ask(request: SignInRequest, services: Services, user: User, typed: str) -> Challenge | None:
    """The challenge, unless the user needs none."""
    name = wanted(request.pool, user)
    if name is None:
        return None
    set_at = under_way.password_set_at(user)
    session = sealed_state(request, services, name, user, typed, password_set_at=set_at)
    if name == SETUP:
        parameters = {"MFAS_CAN_SETUP": msgspec.json.encode([SOFTWARE_TOKEN]).decode()}
    else:
        friendly = user.mfa.token.name if user.mfa.token else None
        parameters = {"USER_ID_FOR_SRP": user.username, "FRIENDLY_DEVICE_NAME": friendly or "TOTP device"}
    return Challenge(name, parameters, session)


async def respond(request: SignInRequest, services: Services) -> Answer:
    """The code. A wrong one leaves the challenge open and counts; enough of them lock the user's codes out.

    Counting and checking are one transaction: guesses that come together do not slip past the lock together.
    """
    now, pool = services.clock.now(), request.pool
    code = request.required("SOFTWARE_TOKEN_MFA_CODE")
    state = _opened(request, services, SOFTWARE_TOKEN)
    refused = None
    async with services.store.write(fleeting=True) as records:
        request = await devices.carried_on(request, records, state)
        user = await under_way.user_of(records, pool, state)
        if user.mfa.token is None:
            raise errors.SESSION_INVALID(hint="the user's software token is gone")
        subject = f"{user.sub}/mfa"
        failures = await lockout.check(records, pool.id, subject, now)
        step = totp.step_of(user.mfa.token.secret, code, now)
        if step is None:
            await lockout.count(records, pool.id, subject, now)
            refused = errors.SOFTWARE_TOKEN_CODE_MISMATCH()
        elif not await claim(records, user, step, now):
            refused = errors.SOFTWARE_TOKEN_CODE_USED()
        else:
            await use_up(records, state)
            if failures.count:
                await records.clear_failures(pool.id, subject)
    if refused is not None:
        raise refused
    return await completion.after_mfa(request, services, user, state.typed)


async def set_up(request: SignInRequest, services: Services) -> Answer:
    """The answer to MFA_SETUP, once VerifySoftwareToken has said that the app's codes are right."""
    state = _opened(request, services, SETUP)
    if not state.mfa_set_up:
        raise errors.SESSION_INVALID(hint="answer with the session of VerifySoftwareToken")
    async with services.store.write(fleeting=True) as records:
        request = await devices.carried_on(request, records, state)
        user = await under_way.user_of(records, request.pool, state)
        await use_up(records, state)
    return await completion.after_mfa(request, services, user, state.typed)


def _opened(request: SignInRequest, services: Services, name: str) -> ChallengeState:
    state = services.challenges.open(
        request.session or "",
        challenge=name,
        client=request.client,
        username=request.required("USERNAME"),
        now=services.clock.now(),
    )
    request.check_secret_hash(state.username, state.typed)
    return state


async def claim(records: Records, user: User, step: int, now: float) -> bool:
    """Whether this is the first code of its time step (RFC 6238, 5.2)."""
    expires_at = now + totp.STEP_SECONDS * (len(totp.TOLERATED_STEPS) + 1)
    return await records.claim_once(f"totp:{user.pool_id}:{user.sub}:{step}", expires_at=expires_at)


async def associate(services: Services, session: str) -> tuple[bytes, str]:
    """A new secret for the user of an MFA_SETUP challenge, and the session that holds it. Raises ServiceError."""
    now = services.clock.now()
    state = _under_set_up(services, session)
    async with services.store.write(fleeting=True) as records:
        client, _ = await _without_app(records, state)
        await use_up(records, state)
    secret = services.entropy.token_bytes(totp.SECRET_BYTES)
    changed = msgspec.structs.replace(
        state, id=services.entropy.uuid(), software_token=secret, expires_at=expiry(client, now)
    )
    return secret, services.challenges.seal(changed)


async def verify(services: Services, session: str, code: str, name: str | None) -> str:
    """The app has proved itself and is the user's from now on: the session that answers MFA_SETUP. A wrong code leaves
    everything as it was. Raises ServiceError."""
    now = services.clock.now()
    state = _under_set_up(services, session)
    secret = secret_of(services, session)
    async with services.store.write() as records:
        client, user = await _without_app(records, state)
        await enrol(records, user, secret, code, name, now, enabled=True)
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


async def enrol(
    records: Records, user: User, secret: bytes, code: str, name: str | None, now: float, *, enabled: bool
) -> None:
    """Raises ServiceError EnableSoftwareTokenMFAException."""
    step = totp.step_of(secret, code, now)
    if step is None or not await claim(records, user, step, now):
        raise errors.SOFTWARE_TOKEN_MISMATCH()
    token = SoftwareToken(secret=secret, name=name)
    mfa = UserMfa(token=token, enabled=enabled or user.mfa.enabled, preferred=user.mfa.preferred)
    await records.replace_user(msgspec.structs.replace(user, mfa=mfa, modified_at=now))


def secret_of(services: Services, session: str) -> bytes:
    """The secret that a session of ``associate`` holds. Raises ServiceError."""
    state = _under_set_up(services, session)
    if state.software_token is None:
        raise errors.SOFTWARE_TOKEN_NOT_BEGUN()
    return state.software_token


def _under_set_up(services: Services, session: str) -> ChallengeState:
    state = services.challenges.unseal(session)
    if state is None or state.challenge != SETUP or state.mfa_set_up:
        raise errors.SESSION_INVALID()
    if state.expires_at <= services.clock.now():
        raise errors.SESSION_EXPIRED()
    return state
