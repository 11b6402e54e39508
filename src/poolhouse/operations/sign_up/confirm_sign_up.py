"""ConfirmSignUp."""

from __future__ import annotations

import msgspec

from poolhouse import errors
from poolhouse.directory.named import named
from poolhouse.directory.strangers import Strangers
from poolhouse.errors import Problem
from poolhouse.flows import sign_up_session
from poolhouse.flows.context import Services
from poolhouse.model.aliases import alias_keys
from poolhouse.model.user import User
from poolhouse.model.user_pool import UserPool
from poolhouse.operations import attempts
from poolhouse.operations.codes import Codes
from poolhouse.operations.users.alias_moves import free_aliases
from poolhouse.ports import Clock, CodeRecord, NameTaken, Records, Store
from poolhouse.wire import cognito_idp as wire


async def confirm_sign_up(
    request: wire.ConfirmSignUpRequest,
    *,
    store: Store,
    clock: Clock,
    codes: Codes,
    strangers: Strangers,
    sign_in_services: Services,
) -> wire.ConfirmSignUpResponse:
    client, pool, user, subject = await named(request, store, strangers)
    await attempts.count(store, clock, pool.id, subject, "ConfirmSignUp")
    if request.session:
        sign_up_session.check(sign_in_services, client, user, request.session)
    if user is None:
        if not client.hides_users:
            raise errors.USER_NOT_FOUND()
        async with store.read() as records:
            raise (await codes.refusal_of_pretended(records, pool.id, subject, "sign-up"))()
    async with store.write() as records:
        confirmed = await _confirm(request, pool, user.sub, records, codes, clock.now())
    if isinstance(confirmed, Problem):
        raise confirmed()
    session = sign_up_session.after_confirmation(sign_in_services, pool, client, confirmed)
    return wire.ConfirmSignUpResponse(session=session)


async def _confirm(
    request: wire.ConfirmSignUpRequest,
    pool: UserPool,
    sub: str,
    records: Records,
    codes: Codes,
    now: float,
) -> User | Problem:
    user = await records.get_user(pool.id, sub)
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
    return confirmed
