"""AdminCreateUser: a user with a temporary password, told of it by message; RESEND makes a new one.

Attributes that the pool requires may be missing here: the user gives them together with the first password of their own
(API reference, AdminCreateUser, UserAttributes).
"""

from __future__ import annotations

from poolhouse import errors
from poolhouse.directory.attribute_rules import as_mapping, check_flags, check_known_to_admin, check_values
from poolhouse.directory.lookup import existing_pool, find_user
from poolhouse.model import identifiers, passwords
from poolhouse.model.aliases import alias_keys
from poolhouse.model.user import User
from poolhouse.model.user_pool import UserPool
from poolhouse.operations import delivery
from poolhouse.operations.caller import Caller
from poolhouse.operations.delivery import Delivery
from poolhouse.operations.users.alias_moves import free_aliases
from poolhouse.operations.users.naming import name_new_user
from poolhouse.operations.users.views import described
from poolhouse.ports import Clock, Entropy, FunctionRuntime, MessageSender, NameTaken, Records, Store
from poolhouse.triggers.envelope import CLIENT_ID_NOT_APPLICABLE
from poolhouse.triggers.pre_sign_up import pre_sign_up
from poolhouse.wire import cognito_idp as wire


async def admin_create_user(
    request: wire.AdminCreateUserRequest,
    *,
    store: Store,
    clock: Clock,
    entropy: Entropy,
    messages: MessageSender,
    functions: FunctionRuntime,
    caller: Caller,
) -> wire.AdminCreateUserResponse:
    now, new_user = clock.now(), None
    async with store.read() as records:
        pool = await existing_pool(records, request.user_pool_id)
    password = _temporary_password(request, pool, entropy)
    if request.message_action != "RESEND":
        new_user = _new_user(request, pool, entropy.uuid(), now)
        await _ask_trigger(request, pool, new_user, functions, caller)
    async with store.write() as records:
        # The pool may have gone while the function was asked.
        await existing_pool(records, pool.id)
        user = new_user or await _invited_again(request, pool, records)
        record = passwords.new_record(
            pool, user.username, password, now=now, random_bytes=entropy.token_bytes, temporary=True
        )
        user = passwords.with_password(pool, user, record, "FORCE_CHANGE_PASSWORD", now=now)
        if new_user is None:
            await records.replace_user(user)
        else:
            await _add(records, pool, user, force=bool(request.force_alias_creation), now=now)
    if request.message_action != "SUPPRESS":
        for place in _places(request, user):
            await delivery.send(messages, delivery.invitation(pool, user, place, password, request.username))
    return wire.AdminCreateUserResponse(user=described(user))


async def _ask_trigger(
    request: wire.AdminCreateUserRequest, pool: UserPool, user: User, functions: FunctionRuntime, caller: Caller
) -> None:
    """An error refuses the user; what the function wants confirmed or verified does not count here."""
    await pre_sign_up(
        functions,
        pool,
        source="PreSignUp_AdminCreateUser",
        username=user.username,
        client_id=CLIENT_ID_NOT_APPLICABLE,
        sdk_version=caller.sdk_version,
        attributes=user.attributes,
        validation_data=as_mapping(request.validation_data),
        client_metadata=request.client_metadata,
    )


def _temporary_password(request: wire.AdminCreateUserRequest, pool: UserPool, entropy: Entropy) -> str:
    if request.temporary_password is None:
        return identifiers.temporary_password(pool.password_policy.minimum_length or 8, entropy.token_bytes)
    if reason := passwords.weakness(pool, request.temporary_password):
        raise errors.PASSWORD_WEAK(reason=reason)
    return request.temporary_password


async def _invited_again(request: wire.AdminCreateUserRequest, pool: UserPool, records: Records) -> User:
    user = await find_user(records, pool, request.username)
    if user is None:
        raise errors.USER_NOT_FOUND()
    if user.status != "FORCE_CHANGE_PASSWORD":
        raise errors.RESEND_NOT_POSSIBLE(username=request.username)
    return user


def _new_user(request: wire.AdminCreateUserRequest, pool: UserPool, sub: str, now: float) -> User:
    given = as_mapping(request.user_attributes)
    given.pop("sub", None)
    if "identities" in given:
        raise errors.ATTRIBUTE_IMMUTABLE(name="identities")
    username, attributes = name_new_user(pool, sub, request.username, given)
    check_known_to_admin(pool, attributes)
    check_values(pool, attributes)
    check_flags(attributes, attributes)
    return User(
        pool_id=pool.id,
        sub=sub,
        username=username,
        status="FORCE_CHANGE_PASSWORD",
        enabled=True,
        attributes={name: value for name, value in attributes.items() if value},
        created_at=now,
        modified_at=now,
    )


async def _add(records: Records, pool: UserPool, user: User, *, force: bool, now: float) -> None:
    keys = alias_keys(pool, user.attributes)
    if force:
        await free_aliases(
            records, pool, user.sub, {name: keys[name] for name in keys if name in pool.alias_attributes}, now=now
        )
    try:
        await records.add_user(user, pool.name_key(user.username), keys)
    except NameTaken as taken:
        if taken.what == "username":
            raise errors.USER_EXISTS() from None
        problem = errors.ALIAS_IN_USE_AT_SIGN_UP if taken.what in pool.username_attributes else errors.ALIAS_IN_USE
        raise problem(name=taken.what) from None


def _places(request: wire.AdminCreateUserRequest, user: User) -> list[Delivery]:
    """Where the invitation goes. With no medium asked for: by text message, else by mail (our choice)."""
    known = [Delivery(name, user.attributes[name]) for name in ("phone_number", "email") if name in user.attributes]
    asked = request.desired_delivery_mediums
    return [place for place in known if place.medium in asked] if asked else known[:1]
