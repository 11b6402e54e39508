"""Signing in straight after a sign-up: its code stands for the first factor, and nobody types a password again.

Source: Cognito API reference, ``Session`` of SignUp, ConfirmSignUp and InitiateAuth. SignUp gives a session that opens
nothing but ConfirmSignUp, which takes it and does not need it (aws-amplify never sends it); a ConfirmSignUp whose code
was right gives one that opens USER_AUTH once. Where AWS is silent there is no session, and people sign in as ever.
"""

from __future__ import annotations

from poolhouse import errors
from poolhouse.directory.lookup import find_user
from poolhouse.flows import completion, under_way
from poolhouse.flows.challenge import ChallengeState, check_fresh, expiry, use_up
from poolhouse.flows.context import Answer, Services, SignInRequest
from poolhouse.model.user import User
from poolhouse.model.user_pool import UserPool, UserPoolClient
from poolhouse.tokens import session

_SIGNED_UP = "SIGN_UP"
_CONFIRMED = "CONFIRM_SIGN_UP"
"""No challenges that anybody could answer: a session of one step is good for no other."""


def after_sign_up(services: Services, pool: UserPool, client: UserPoolClient, user: User) -> str | None:
    """What to bring to ConfirmSignUp. A user whom the pre sign-up trigger has confirmed has proved nothing: none."""
    if user.status != "UNCONFIRMED":
        return None
    return _session(services, pool, client, user, _SIGNED_UP)


def check(services: Services, client: UserPoolClient, user: User | None, text: str) -> None:
    """Whether SignUp gave the session to this client, for this user; names that nobody has are refused alike.

    It needs no mark of its own that it was used: a user is confirmed once. Raises ServiceError NotAuthorizedException.
    """
    _opened(services, client, user, text, _SIGNED_UP)


def after_confirmation(services: Services, pool: UserPool, client: UserPoolClient, user: User) -> str | None:
    """What to bring to USER_AUTH, for a user whose code was right just now."""
    return _session(services, pool, client, user, _CONFIRMED)


async def start(request: SignInRequest, services: Services) -> Answer:
    """USER_AUTH with the session of a confirmation, which is used up; of the parameters those that say how to prove
    oneself do not count. Raises ServiceError."""
    pool, client, typed = request.pool, request.client, request.required("USERNAME")
    async with services.store.write(fleeting=True) as records:
        named = await find_user(records, pool, typed)
        request.check_secret_hash(typed, *([named.username] if named else []))
        state = _opened(services, client, named, request.session or "", _CONFIRMED)
        user = await under_way.user_of(records, pool, state)
        if user.status != "CONFIRMED":
            raise errors.SESSION_INVALID(hint=f"the user is {user.status} by now")
        if session.signed_out(user, state.id):
            raise errors.SESSION_INVALID(hint="the user has been signed out meanwhile")
        await use_up(records, state)
    return await completion.let_in(request, services, user, typed, "TokenGeneration_Authentication")


def _session(services: Services, pool: UserPool, client: UserPoolClient, user: User, step: str) -> str | None:
    """None where USER_AUTH would refuse it."""
    if "ALLOW_USER_AUTH" not in client.flows or pool.settings.user_pool_tier == "LITE":
        return None
    began = session.begin(user, services.clock.now(), services.entropy.token_bytes)
    state = ChallengeState(
        # It tells when it began, as the sessions that a sign-out ends do.
        id=began.event_id,
        challenge=step,
        client_id=client.id,
        sub=user.sub,
        username=user.username,
        typed=user.username,
        expires_at=expiry(client, services.clock.now()),
        password_set_at=under_way.password_set_at(user),
    )
    return services.challenges.seal(state)


def _opened(services: Services, client: UserPoolClient, user: User | None, text: str, step: str) -> ChallengeState:
    state = services.challenges.of_step(text, challenge=step, client=client)
    if user is None or user.sub != state.sub:
        raise errors.SESSION_INVALID(hint="the session is of another user")
    check_fresh(state, services.clock.now())
    return state
