"""AdminSetUserPassword: a permanent one confirms the user, any other must be changed at the next sign-in."""

from __future__ import annotations

from poolhouse import errors
from poolhouse.directory.lookup import existing_pool, existing_user
from poolhouse.model import passwords
from poolhouse.model.user import UserStatus
from poolhouse.ports import Clock, Entropy, Store
from poolhouse.wire import cognito_idp as wire


async def admin_set_user_password(
    request: wire.AdminSetUserPasswordRequest, *, store: Store, clock: Clock, entropy: Entropy
) -> wire.AdminSetUserPasswordResponse:
    now, permanent = clock.now(), bool(request.permanent)
    async with store.write() as records:
        pool = await existing_pool(records, request.user_pool_id)
        user = await existing_user(records, pool, request.username)
        if reason := passwords.weakness(pool, request.password):
            raise errors.PASSWORD_WEAK(reason=reason)
        if passwords.used_before(pool, user, request.password):
            raise errors.PASSWORD_USED_BEFORE()
        record = passwords.new_record(
            pool,
            user.username,
            request.password,
            now=now,
            random_bytes=entropy.token_bytes,
            temporary=not permanent,
        )
        status: UserStatus = "CONFIRMED" if permanent else "FORCE_CHANGE_PASSWORD"
        await records.replace_user(passwords.with_password(pool, user, record, status, now=now))
        await records.clear_failures(pool.id, user.sub)
    return wire.AdminSetUserPasswordResponse()
