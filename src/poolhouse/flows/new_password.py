"""NEW_PASSWORD_REQUIRED: the first sign-in with a temporary password."""

from __future__ import annotations

import msgspec

from poolhouse import errors
from poolhouse.directory.attribute_rules import changed, check_values, check_writable
from poolhouse.flows import completion, devices, under_way
from poolhouse.flows.asking import open_state, sealed_state
from poolhouse.flows.challenge import use_up
from poolhouse.flows.context import Answer, Challenge, Services, SignInRequest
from poolhouse.model import passwords
from poolhouse.model.aliases import alias_keys
from poolhouse.model.attributes import missing_required
from poolhouse.model.user import User
from poolhouse.ports import NameTaken

NAME = "NEW_PASSWORD_REQUIRED"
_PREFIX = "userAttributes."


def ask(request: SignInRequest, services: Services, user: User, typed: str) -> Challenge:
    set_at = under_way.password_set_at(user)
    session = sealed_state(request, services, NAME, user, typed, password_set_at=set_at)
    missing = missing_required(request.pool.attributes, user.attributes)
    parameters = {
        "USER_ID_FOR_SRP": user.username,
        "requiredAttributes": msgspec.json.encode([_PREFIX + name for name in missing]).decode(),
        "userAttributes": msgspec.json.encode(user.attributes).decode(),
    }
    return Challenge(NAME, parameters, session)


async def respond(request: SignInRequest, services: Services) -> Answer:
    """A password that is refused leaves the challenge open; one that is taken closes it, in the same transaction."""
    now, pool = services.clock.now(), request.pool
    request.required("USERNAME")
    password = request.required("NEW_PASSWORD")
    state = open_state(request, services, NAME)
    async with services.store.write() as records:
        request = await devices.carried_on(request, records, state)
        user = await records.get_user(pool.id, state.sub)
        if user is None:
            raise errors.SESSION_INVALID(hint="the user is gone")
        if not user.enabled:
            raise errors.USER_DISABLED()
        if user.status != "FORCE_CHANGE_PASSWORD":
            raise errors.SESSION_REUSED(hint="the password has been changed meanwhile")
        if user.password is None or user.password.set_at != state.password_set_at:
            raise errors.SESSION_INVALID(hint="an administrator has set another temporary password meanwhile")
        await use_up(records, state)
        user = _changed(request, user, password, services, now)
        try:
            await records.replace_user(user, alias_keys(pool, user.attributes))
        except NameTaken as taken:
            raise errors.ALIAS_IN_USE(name=taken.what) from None
    return await completion.let_in(request, services, user, state.typed, "TokenGeneration_NewPasswordChallenge")


def _changed(request: SignInRequest, user: User, password: str, services: Services, now: float) -> User:
    """The user with the new password and the attributes given with it. Raises ServiceError."""
    pool = request.pool
    if reason := passwords.weakness(pool, password):
        raise errors.PASSWORD_WEAK(reason=reason)
    if passwords.used_before(pool, user, password):
        raise errors.PASSWORD_USED_BEFORE()
    given = {
        name.removeprefix(_PREFIX): value for name, value in request.parameters.items() if name.startswith(_PREFIX)
    }
    for name in given:
        if user.attributes.get(name):
            raise errors.ATTRIBUTE_ALREADY_PROVIDED(name=name)
    check_writable(request.client, given)
    check_values(pool, given)
    attributes = changed(user.attributes, given)
    for name in missing_required(pool.attributes, attributes):
        raise errors.ATTRIBUTE_MISSING(name=name)
    record = passwords.new_record(pool, user.username, password, now=now, random_bytes=services.entropy.token_bytes)
    user = msgspec.structs.replace(user, attributes=attributes)
    return passwords.with_password(pool, user, record, "CONFIRMED", now=now)
