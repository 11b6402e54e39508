"""VerifyUserAttribute: the code proves an address or number, also one that waited for its proof."""

from __future__ import annotations

import msgspec

from poolhouse import errors
from poolhouse.errors import Problem
from poolhouse.model.aliases import alias_keys
from poolhouse.model.attributes import VERIFIABLE
from poolhouse.operations import attempts
from poolhouse.operations.codes import Codes
from poolhouse.operations.profile.proofs import purpose_of
from poolhouse.ports import Clock, CodeRecord, NameTaken, Records, Store
from poolhouse.tokens.access_token import AccessTokens, Bearer
from poolhouse.wire import cognito_idp as wire


async def verify_user_attribute(
    request: wire.VerifyUserAttributeRequest, *, store: Store, clock: Clock, access_tokens: AccessTokens, codes: Codes
) -> wire.VerifyUserAttributeResponse:
    async with store.read() as records:
        bearer = await access_tokens.bearer(request.access_token, records, now=clock.now())
    if request.attribute_name not in VERIFIABLE:
        raise errors.NOTHING_TO_VERIFY()
    await attempts.count(store, clock, bearer.pool.id, bearer.user.sub, "VerifyUserAttribute")
    async with store.write() as records:
        refusal = await _verify(request, bearer, records, codes, clock.now())
    if refusal is not None:
        raise refusal()
    return wire.VerifyUserAttributeResponse()


async def _verify(
    request: wire.VerifyUserAttributeRequest, bearer: Bearer, records: Records, codes: Codes, now: float
) -> Problem | None:
    pool, name = bearer.pool, request.attribute_name
    user = await records.get_user(pool.id, bearer.user.sub)
    if user is None:
        return errors.USER_NOT_FOUND
    proved = await codes.redeem(records, user, purpose_of(name), request.code)
    if not isinstance(proved, CodeRecord):
        return proved
    attributes = {**user.attributes, name: proved.destination, f"{name}_verified": "true"}
    user = msgspec.structs.replace(user, attributes=attributes, modified_at=now)
    try:
        await records.replace_user(user, alias_keys(pool, attributes))
    except NameTaken as taken:
        raise errors.ALIAS_IN_USE(name=taken.what) from None
    return None
