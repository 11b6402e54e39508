"""DeleteUserAttributes."""

from __future__ import annotations

import msgspec

from poolhouse.directory.attribute_rules import changed, check_mutable, check_not_cleared, check_values, check_writable
from poolhouse.model.aliases import alias_keys
from poolhouse.ports import Clock, Store
from poolhouse.tokens.access_token import AccessTokens
from poolhouse.wire import cognito_idp as wire


async def delete_user_attributes(
    request: wire.DeleteUserAttributesRequest, *, store: Store, clock: Clock, access_tokens: AccessTokens
) -> wire.DeleteUserAttributesResponse:
    cleared = dict.fromkeys(request.user_attribute_names, "")
    async with store.write() as records:
        bearer = await access_tokens.bearer(request.access_token, records, now=clock.now())
        check_writable(bearer.client, cleared)
        check_values(bearer.pool, cleared)
        check_mutable(bearer.pool, cleared)
        attributes = changed(bearer.user.attributes, cleared)
        check_not_cleared(bearer.pool, cleared)
        user = msgspec.structs.replace(bearer.user, attributes=attributes, modified_at=clock.now())
        await records.replace_user(user, alias_keys(bearer.pool, attributes))
    return wire.DeleteUserAttributesResponse()
