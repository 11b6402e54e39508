"""ResendConfirmationCode."""

from __future__ import annotations

from poolhouse import errors
from poolhouse.directory.named import named
from poolhouse.directory.strangers import Strangers
from poolhouse.operations import attempts, delivery
from poolhouse.operations.codes import Codes
from poolhouse.operations.confirmation_links import ConfirmationLinks
from poolhouse.ports import Clock, MessageSender, Store
from poolhouse.wire import cognito_idp as wire


async def resend_confirmation_code(
    request: wire.ResendConfirmationCodeRequest,
    *,
    store: Store,
    clock: Clock,
    codes: Codes,
    links: ConfirmationLinks,
    messages: MessageSender,
    messages_later: MessageSender,
    strangers: Strangers,
) -> wire.ResendConfirmationCodeResponse:
    client, pool, user, subject = await named(request, store, strangers)
    await attempts.count(store, clock, pool.id, subject, "ResendConfirmationCode")
    if user is None:
        if not client.hides_users:
            raise errors.USERNAME_CLIENT_NOT_FOUND()
        async with store.write() as records:
            await codes.pretend(records, pool.id, subject, "sign-up")
        simulated = delivery.simulated(pool, request.username, strangers)
        return wire.ResendConfirmationCodeResponse(code_delivery_details=simulated.details())
    if user.status != "UNCONFIRMED":
        raise errors.ALREADY_CONFIRMED()
    place = delivery.for_verification(pool, user.attributes)
    if place is None:
        raise errors.NOTHING_TO_VERIFY()
    async with store.write() as records:
        code = await codes.make(records, user, "sign-up", place)
        link = await links.make(records, pool, client.id, user, code)
    carrier = messages_later if client.hides_users else messages
    await delivery.send(carrier, delivery.verification_message(pool, user, place, "ResendCode", code, link))
    return wire.ResendConfirmationCodeResponse(code_delivery_details=place.details())
