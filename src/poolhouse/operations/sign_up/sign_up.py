"""SignUp: the pre sign-up trigger is asked, the user made, a code sent unless the trigger has confirmed the user."""

from __future__ import annotations

import msgspec

from poolhouse import errors
from poolhouse.directory.attribute_rules import as_mapping, check_required, check_values, check_writable
from poolhouse.directory.lookup import check_secret_hash, existing_client, existing_pool, pool_of
from poolhouse.flows import sign_up_session
from poolhouse.flows.context import Services
from poolhouse.model import passwords
from poolhouse.model.aliases import alias_keys
from poolhouse.model.attributes import VERIFIABLE
from poolhouse.model.user import User
from poolhouse.model.user_pool import UserPool
from poolhouse.operations import delivery
from poolhouse.operations.caller import Caller
from poolhouse.operations.codes import Codes
from poolhouse.operations.confirmation_links import ConfirmationLinks
from poolhouse.operations.users.alias_moves import free_aliases
from poolhouse.operations.users.naming import check_not_federated, name_new_user
from poolhouse.ports import Clock, Entropy, FunctionRuntime, MessageSender, NameTaken, Records, Store
from poolhouse.triggers.pre_sign_up import Verdict, pre_sign_up
from poolhouse.wire import cognito_idp as wire


async def sign_up(
    request: wire.SignUpRequest,
    *,
    store: Store,
    clock: Clock,
    entropy: Entropy,
    codes: Codes,
    links: ConfirmationLinks,
    messages: MessageSender,
    functions: FunctionRuntime,
    caller: Caller,
    sign_in_services: Services,
) -> wire.SignUpResponse:
    given, now = as_mapping(request.user_attributes), clock.now()
    async with store.read() as records:
        client = await existing_client(records, request.client_id)
        check_secret_hash(client, request.secret_hash, request.username)
        pool = await pool_of(records, client)
        await check_not_federated(records, pool, request.username)
    _check_open(pool)
    check_writable(client, given)
    user = _new_user(request, pool, given, entropy, now)
    verdict = await pre_sign_up(
        functions,
        pool,
        source="PreSignUp_SignUp",
        username=user.username,
        client_id=client.id,
        sdk_version=caller.sdk_version,
        attributes=user.attributes,
        validation_data=as_mapping(request.validation_data),
        client_metadata=request.client_metadata,
    )
    user = _judged(user, verdict)
    async with store.write() as records:
        # The pool may have gone while the function was asked.
        await existing_pool(records, pool.id)
        await _add(records, pool, user, verdict, now)
        place = None if verdict.confirmed else delivery.for_verification(pool, user.attributes)
        message = None
        if place is not None:
            code = await codes.make(records, user, "sign-up", place)
            link = await links.make(records, pool, client.id, user, code)
            message = delivery.verification_message(pool, user, place, "SignUp", code, link)
    if message is not None:
        await delivery.send(messages, message)
    return wire.SignUpResponse(
        user_confirmed=verdict.confirmed,
        code_delivery_details=place.details() if place else None,
        user_sub=user.sub,
        session=sign_up_session.after_sign_up(sign_in_services, pool, client, user),
    )


def _check_open(pool: UserPool) -> None:
    configuration = pool.settings.admin_create_user_config
    if configuration and configuration.allow_admin_create_user_only:
        raise errors.SIGN_UP_OFF()


def _new_user(request: wire.SignUpRequest, pool: UserPool, given: dict[str, str], entropy: Entropy, now: float) -> User:
    sub = entropy.uuid()
    username, attributes = name_new_user(pool, sub, request.username, given)
    check_values(pool, attributes)
    check_required(pool, attributes)
    password = request.password or ""
    if reason := passwords.weakness(pool, password):
        raise errors.SIGN_UP_PASSWORD_WEAK(reason=reason)
    return User(
        pool_id=pool.id,
        sub=sub,
        username=username,
        status="UNCONFIRMED",
        enabled=True,
        attributes={name: value for name, value in attributes.items() if value},
        created_at=now,
        modified_at=now,
        password=passwords.new_record(pool, username, password, now=now, random_bytes=entropy.token_bytes),
    )


def _judged(user: User, verdict: Verdict) -> User:
    """With what the trigger has decided; an address or a number that it lets pass unproved waits for a code."""
    flags = {
        f"{name}_verified": "true" if name in verdict.verified else "false"
        for name in VERIFIABLE
        if name in user.attributes
    }
    status = "CONFIRMED" if verdict.confirmed else user.status
    return msgspec.structs.replace(user, status=status, attributes={**user.attributes, **flags})


async def _add(records: Records, pool: UserPool, user: User, verdict: Verdict, now: float) -> None:
    """An alias that the trigger verifies moves to the new user; any other must be free."""
    keys = alias_keys(pool, user.attributes)
    moving = pool.alias_attributes & verdict.verified
    await free_aliases(records, pool, user.sub, {name: keys[name] for name in sorted(moving)}, now=now)
    for name in sorted((pool.alias_attributes - moving) & user.attributes.keys()):
        if await records.find_user_by_alias(pool.id, name, pool.name_key(user.attributes[name])):
            raise errors.ALIAS_IN_USE_AT_SIGN_UP(name=name)
    try:
        await records.add_user(user, pool.name_key(user.username), keys)
    except NameTaken as taken:
        if taken.what == "username":
            raise errors.SIGN_UP_USER_EXISTS() from None
        raise errors.ALIAS_IN_USE_AT_SIGN_UP(name=taken.what) from None
