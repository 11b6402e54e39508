"""GetUserAttributeVerificationCode."""

from __future__ import annotations

from poolhouse import errors
from poolhouse.model.attributes import VERIFIABLE
from poolhouse.operations import attempts, delivery
from poolhouse.operations.codes import Codes
from poolhouse.operations.delivery import Delivery
from poolhouse.operations.profile.proofs import proof
from poolhouse.ports import Clock, MessageSender, Store
from poolhouse.tokens.access_token import AccessTokens
from poolhouse.wire import cognito_idp as wire


async def get_user_attribute_verification_code(
    request: wire.GetUserAttributeVerificationCodeRequest,
    *,
    store: Store,
    clock: Clock,
    access_tokens: AccessTokens,
    codes: Codes,
    messages: MessageSender,
) -> wire.GetUserAttributeVerificationCodeResponse:
    async with store.read() as records:
        bearer = await access_tokens.bearer(request.access_token, records, now=clock.now())
    name, user = request.attribute_name, bearer.user
    if name not in VERIFIABLE or not user.attributes.get(name):
        raise errors.NOTHING_TO_VERIFY()
    await attempts.count(store, clock, bearer.pool.id, user.sub, "GetUserAttributeVerificationCode")
    place = Delivery(name, user.attributes[name])
    async with store.write() as records:
        message = await proof(records, bearer.pool, user, place, codes, "VerifyUserAttribute")
    await delivery.send(messages, message)
    return wire.GetUserAttributeVerificationCodeResponse(code_delivery_details=place.details())
