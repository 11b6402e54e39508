"""AdminDeleteUserAttributes."""

from __future__ import annotations

import msgspec

from poolhouse.directory.attribute_rules import changed, check_known_to_admin, check_mutable, check_not_cleared
from poolhouse.directory.lookup import existing_pool, existing_user
from poolhouse.model.aliases import alias_keys
from poolhouse.ports import Clock, Store
from poolhouse.wire import cognito_idp as wire


async def admin_delete_user_attributes(
    request: wire.AdminDeleteUserAttributesRequest, *, store: Store, clock: Clock
) -> wire.AdminDeleteUserAttributesResponse:
    names = request.user_attribute_names
    async with store.write() as records:
        pool = await existing_pool(records, request.user_pool_id)
        user = await existing_user(records, pool, request.username)
        check_known_to_admin(pool, names)
        check_mutable(pool, names)
        attributes = changed(user.attributes, dict.fromkeys(names, ""))
        check_not_cleared(pool, dict.fromkeys(names, ""))
        user = msgspec.structs.replace(user, attributes=attributes, modified_at=clock.now())
        await records.replace_user(user, alias_keys(pool, attributes))
    return wire.AdminDeleteUserAttributesResponse()
