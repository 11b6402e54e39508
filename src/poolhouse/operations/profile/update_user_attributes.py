"""UpdateUserAttributes: some changes wait until the new address or number is proved, if the pool says so."""

from __future__ import annotations

import msgspec

from poolhouse import errors
from poolhouse.directory.attribute_rules import (
    as_mapping,
    changed,
    check_mutable,
    check_not_cleared,
    check_values,
    check_writable,
)
from poolhouse.model.aliases import alias_keys
from poolhouse.model.attributes import VERIFIABLE
from poolhouse.operations import attempts, delivery
from poolhouse.operations.codes import Codes
from poolhouse.operations.delivery import Delivery
from poolhouse.operations.profile.proofs import codes_for_changes, proof
from poolhouse.ports import Clock, MessageSender, NameTaken, Store
from poolhouse.tokens.access_token import AccessTokens
from poolhouse.wire import cognito_idp as wire


async def update_user_attributes(
    request: wire.UpdateUserAttributesRequest,
    *,
    store: Store,
    clock: Clock,
    access_tokens: AccessTokens,
    codes: Codes,
    messages: MessageSender,
) -> wire.UpdateUserAttributesResponse:
    asked = as_mapping(request.user_attributes)
    if any(name in asked for name in VERIFIABLE):
        async with store.read() as records:
            bearer = await access_tokens.bearer(request.access_token, records, now=clock.now())
        await attempts.count(store, clock, bearer.pool.id, bearer.user.sub, "UpdateUserAttributes")
    async with store.write() as records:
        bearer = await access_tokens.bearer(request.access_token, records, now=clock.now())
        pool, user = bearer.pool, bearer.user
        check_writable(bearer.client, asked)
        check_mutable(pool, asked)
        check_values(pool, asked)
        settings = pool.settings.user_attribute_update_settings
        proved_first = set((settings and settings.attributes_require_verification_before_update) or ())
        waiting = {name: value for name, value in asked.items() if name in proved_first and value}
        changes = {name: value for name, value in asked.items() if name not in waiting}
        attributes = changed(user.attributes, changes)
        check_not_cleared(pool, changes)
        user = msgspec.structs.replace(user, attributes=attributes, modified_at=clock.now())
        try:
            await records.replace_user(user, alias_keys(pool, attributes))
        except NameTaken as taken:
            raise errors.ALIAS_IN_USE(name=taken.what) from None
        outgoing = await codes_for_changes(records, pool, user, changes, codes)
        for name, value in waiting.items():
            outgoing.append(await proof(records, pool, user, Delivery(name, value), codes, "UpdateUserAttribute"))
    for message in outgoing:
        await delivery.send(messages, message)
    places = [
        Delivery("email" if message.medium == "EMAIL" else "phone_number", message.recipient) for message in outgoing
    ]
    return wire.UpdateUserAttributesResponse(code_delivery_details_list=[place.details() for place in places])
