"""ForgotPassword."""

from __future__ import annotations

from poolhouse import errors
from poolhouse.directory.named import named
from poolhouse.directory.strangers import Strangers
from poolhouse.model.user import User
from poolhouse.model.user_pool import UserPool, UserPoolClient
from poolhouse.operations import attempts, delivery
from poolhouse.operations.codes import Codes
from poolhouse.operations.delivery import Delivery
from poolhouse.ports import Clock, MessageSender, Store
from poolhouse.wire import cognito_idp as wire


async def forgot_password(
    request: wire.ForgotPasswordRequest,
    *,
    store: Store,
    clock: Clock,
    codes: Codes,
    messages: MessageSender,
    messages_later: MessageSender,
    strangers: Strangers,
) -> wire.ForgotPasswordResponse:
    client, pool, user, subject = await named(request, store, strangers, enabled_only=True)
    delivery.recovery_order(pool)  # where only administrators reset passwords, that is said of every name
    await attempts.count(store, clock, pool.id, subject, "ForgotPassword")
    if user is None and not client.hides_users:
        raise errors.USERNAME_CLIENT_NOT_FOUND()
    place = None if user is None else _place(pool, user, client)
    if user is None or place is None:
        async with store.write() as records:
            await codes.pretend(records, pool.id, subject, "reset-password")
        simulated = delivery.simulated(pool, request.username, strangers)
        return wire.ForgotPasswordResponse(code_delivery_details=simulated.details())
    async with store.write() as records:
        code = await codes.make(records, user, "reset-password", place)
    carrier = messages_later if client.hides_users else messages
    await delivery.send(carrier, delivery.verification_message(pool, user, place, "ForgotPassword", code))
    return wire.ForgotPasswordResponse(code_delivery_details=place.details())


def _place(pool: UserPool, user: User, client: UserPoolClient) -> Delivery | None:
    """None where a client must not learn that no code can reach the user. Raises ServiceError."""
    if not user.enabled:
        raise errors.USER_DISABLED()
    if user.status in ("FORCE_CHANGE_PASSWORD", "EXTERNAL_PROVIDER"):
        raise errors.CANNOT_RESET()
    place = delivery.for_recovery(pool, user)
    if place is None and not client.hides_users:
        raise errors.NO_VERIFIED_CHANNEL()
    return place
