"""AdminUpdateUserAttributes."""

from __future__ import annotations

import msgspec

from poolhouse import errors
from poolhouse.directory.attribute_rules import (
    as_mapping,
    changed,
    check_flags,
    check_known_to_admin,
    check_mutable,
    check_not_cleared,
    check_values,
)
from poolhouse.directory.lookup import existing_pool, existing_user
from poolhouse.model.aliases import alias_keys
from poolhouse.operations import delivery
from poolhouse.operations.codes import Codes
from poolhouse.operations.profile.proofs import codes_for_changes
from poolhouse.ports import Clock, MessageSender, NameTaken, Store
from poolhouse.wire import cognito_idp as wire


async def admin_update_user_attributes(
    request: wire.AdminUpdateUserAttributesRequest,
    *,
    store: Store,
    clock: Clock,
    codes: Codes,
    messages: MessageSender,
) -> wire.AdminUpdateUserAttributesResponse:
    changes = as_mapping(request.user_attributes)
    async with store.write() as records:
        pool = await existing_pool(records, request.user_pool_id)
        user = await existing_user(records, pool, request.username)
        check_known_to_admin(pool, changes)
        check_mutable(pool, changes)
        check_values(pool, changes)
        attributes = changed(user.attributes, changes)
        check_not_cleared(pool, changes)
        check_flags(changes, attributes)
        user = msgspec.structs.replace(user, attributes=attributes, modified_at=clock.now())
        try:
            await records.replace_user(user, alias_keys(pool, attributes))
        except NameTaken as taken:
            raise errors.ALIAS_IN_USE(name=taken.what) from None
        outgoing = await codes_for_changes(records, pool, user, changes, codes)
    for message in outgoing:
        await delivery.send(messages, message)
    return wire.AdminUpdateUserAttributesResponse()
