"""ConfirmSignUp."""

from __future__ import annotations

import msgspec

from poolhouse import errors
from poolhouse.directory.lookup import find_user
from poolhouse.directory.named import named
from poolhouse.directory.strangers import Strangers
from poolhouse.errors import Problem
from poolhouse.model.aliases import alias_keys
from poolhouse.model.user_pool import UserPool, UserPoolClient
from poolhouse.operations import attempts
from poolhouse.operations.codes import Codes
from poolhouse.operations.users.alias_moves import free_aliases
from poolhouse.ports import Clock, CodeRecord, NameTaken, Records, Store
from poolhouse.wire import cognito_idp as wire


async def confirm_sign_up(
    request: wire.ConfirmSignUpRequest, *, store: Store, clock: Clock, codes: Codes, strangers: Strangers
) -> wire.ConfirmSignUpResponse:
    client, pool, user, subject = await named(request, store, strangers)
    await attempts.count(store, clock, pool.id, subject, "ConfirmSignUp")
    if user is None:
        if not client.hides_users:
            raise errors.USER_NOT_FOUND()
        async with store.read() as records:
            raise (await codes.refusal_of_pretended(records, pool.id, subject, "sign-up"))()
    async with store.write() as records:
        refusal = await _confirm(request, client, pool, records, codes, clock.now())
    if refusal is not None:
        raise refusal()
    return wire.ConfirmSignUpResponse()


async def _confirm(
    request: wire.ConfirmSignUpRequest,
    client: UserPoolClient,
    pool: UserPool,
    records: Records,
    codes: Codes,
    now: float,
) -> Problem | None:
    user = await find_user(records, pool, request.username)
    if user is None:
        return errors.USER_NOT_FOUND
    if user.status != "UNCONFIRMED":
        raise errors.CANNOT_CONFIRM(status=user.status)
    proved = await codes.redeem(records, user, "sign-up", request.confirmation_code)
    if not isinstance(proved, CodeRecord):
        return proved
    attributes = user.attributes
    if attributes.get(proved.attribute) == proved.destination:
        attributes = {**attributes, f"{proved.attribute}_verified": "true"}
    keys = alias_keys(pool, attributes)
    if request.force_alias_creation:
        await free_aliases(records, pool, user.sub, keys, now=now)
    confirmed = msgspec.structs.replace(user, status="CONFIRMED", attributes=attributes, modified_at=now)
    try:
        await records.replace_user(confirmed, keys)
    except NameTaken as taken:
        raise errors.ALIAS_IN_USE_AT_CONFIRMATION(name=taken.what) from None
    return None
