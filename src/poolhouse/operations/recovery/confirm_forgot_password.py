"""ConfirmForgotPassword."""

from __future__ import annotations

import msgspec

from poolhouse import errors
from poolhouse.directory.named import named
from poolhouse.directory.strangers import Strangers
from poolhouse.errors import Problem
from poolhouse.model import passwords
from poolhouse.model.aliases import alias_keys
from poolhouse.model.user_pool import UserPool
from poolhouse.operations import attempts
from poolhouse.operations.codes import Codes
from poolhouse.ports import Clock, CodeRecord, Entropy, Records, Store
from poolhouse.wire import cognito_idp as wire


async def confirm_forgot_password(
    request: wire.ConfirmForgotPasswordRequest,
    *,
    store: Store,
    clock: Clock,
    entropy: Entropy,
    codes: Codes,
    strangers: Strangers,
) -> wire.ConfirmForgotPasswordResponse:
    client, pool, user, subject = await named(request, store, strangers, enabled_only=True)
    await attempts.count(store, clock, pool.id, subject, "ConfirmForgotPassword")
    if user is None and not client.hides_users:
        raise errors.USER_NOT_FOUND()
    if reason := passwords.weakness(pool, request.password):
        raise errors.PASSWORD_WEAK(reason=reason)
    async with store.write() as records:
        if user is None:
            refusal: Problem | None = errors.CODE_EXPIRED
        else:
            refusal = await _reset(request, pool, user.sub, records, codes, entropy, clock.now())
        if refusal is errors.CODE_EXPIRED and client.hides_users:
            refusal = await codes.refusal_of_pretended(records, pool.id, subject, "reset-password")
    if refusal is not None:
        raise refusal()
    return wire.ConfirmForgotPasswordResponse()


async def _reset(
    request: wire.ConfirmForgotPasswordRequest,
    pool: UserPool,
    sub: str,
    records: Records,
    codes: Codes,
    entropy: Entropy,
    now: float,
) -> Problem | None:
    """A reset proves the address too, and confirms a user who never did."""
    user = await records.get_user(pool.id, sub)
    if user is None:
        return errors.USER_NOT_FOUND
    proved = await codes.redeem(records, user, "reset-password", request.confirmation_code)
    if not isinstance(proved, CodeRecord):
        return proved
    if not user.enabled:
        raise errors.USER_DISABLED()
    if user.status == "EXTERNAL_PROVIDER":  # a code from before must not give back what an administrator took
        raise errors.CANNOT_RESET()
    if passwords.used_before(pool, user, request.password):
        raise errors.PASSWORD_USED_BEFORE()
    record = passwords.new_record(pool, user.username, request.password, now=now, random_bytes=entropy.token_bytes)
    user = passwords.with_password(pool, user, record, "CONFIRMED", now=now)
    if user.attributes.get(proved.attribute) == proved.destination:
        attributes = {**user.attributes, f"{proved.attribute}_verified": "true"}
        user = msgspec.structs.replace(user, attributes=attributes)
    await records.replace_user(user, alias_keys(pool, user.attributes))
    await records.clear_failures(pool.id, user.sub)
    return None
