"""ChangePassword."""

from __future__ import annotations

from poolhouse import errors
from poolhouse.model import passwords
from poolhouse.operations import attempts
from poolhouse.ports import Clock, Entropy, Store
from poolhouse.tokens.access_token import AccessTokens
from poolhouse.wire import cognito_idp as wire


async def change_password(
    request: wire.ChangePasswordRequest, *, store: Store, clock: Clock, entropy: Entropy, access_tokens: AccessTokens
) -> wire.ChangePasswordResponse:
    now = clock.now()
    async with store.read() as records:
        bearer = await access_tokens.bearer(request.access_token, records, now=now)
    pool = bearer.pool
    await attempts.count(store, clock, pool.id, bearer.user.sub, "ChangePassword")
    async with store.write() as records:
        user = await records.get_user(pool.id, bearer.user.sub)
        if user is None:
            raise errors.USER_NOT_FOUND()
        if user.status == "EXTERNAL_PROVIDER":
            raise errors.INCORRECT_PASSWORD()
        previous = request.previous_password or ""
        if user.password is not None and not passwords.matches(pool, user.username, user.password, previous):
            raise errors.INCORRECT_PASSWORD()
        if reason := passwords.weakness(pool, request.proposed_password):
            raise errors.PASSWORD_WEAK(reason=reason)
        if passwords.used_before(pool, user, request.proposed_password):
            raise errors.PASSWORD_USED_BEFORE()
        record = passwords.new_record(
            pool, user.username, request.proposed_password, now=now, random_bytes=entropy.token_bytes
        )
        await records.replace_user(passwords.with_password(pool, user, record, "CONFIRMED", now=now))
    return wire.ChangePasswordResponse()
