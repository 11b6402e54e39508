"""SOFTWARE_TOKEN_MFA: after the first factor, a code of the user's authenticator app.

Source: Cognito developer guide, "Adding MFA to a user pool" and "TOTP software token MFA". A pool with MFA has people
without an app set one up before they get in; where it is optional, users turn it on themselves.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from poolhouse import errors
from poolhouse.flows import completion, devices, lockout, under_way
from poolhouse.flows.asking import open_state, sealed_state
from poolhouse.flows.challenge import use_up
from poolhouse.flows.context import Answer, Challenge, Services, SignInRequest
from poolhouse.model import totp
from poolhouse.model.mfa import SoftwareToken, UserMfa
from poolhouse.model.user import User
from poolhouse.model.user_pool import UserPool
from poolhouse.ports import Records

SOFTWARE_TOKEN: Literal["SOFTWARE_TOKEN_MFA"] = "SOFTWARE_TOKEN_MFA"  # noqa: S105 - the name of a challenge
SETUP: Literal["MFA_SETUP"] = "MFA_SETUP"
QUIET_SECONDS = 30 * 86_400.0
"""Failed codes count for longer than failed passwords: they are short enough to be tried one by one, patiently."""


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
    state = open_state(request, services, SOFTWARE_TOKEN)
    refused = None
    async with services.store.write(fleeting=True) as records:
        request = await devices.carried_on(request, records, state)
        user = await under_way.user_of(records, pool, state)
        if user.mfa.token is None:
            raise errors.SESSION_INVALID(hint="the user's software token is gone")
        subject = f"{user.sub}/mfa"
        failures = await lockout.check(records, pool.id, subject, now, quiet=QUIET_SECONDS)
        step = totp.step_of(user.mfa.token.secret, code, now)
        if step is None:
            await lockout.count(records, pool.id, subject, now, quiet=QUIET_SECONDS)
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


async def claim(records: Records, user: User, step: int, now: float) -> bool:
    """Whether this is the first code of its time step (RFC 6238, 5.2)."""
    expires_at = now + totp.STEP_SECONDS * (len(totp.TOLERATED_STEPS) + 1)
    return await records.claim_once(f"totp:{user.pool_id}:{user.sub}:{step}", expires_at=expires_at)


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
