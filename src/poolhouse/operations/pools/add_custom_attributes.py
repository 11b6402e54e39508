"""AddCustomAttributes: all of them or none."""

from __future__ import annotations

import msgspec

from poolhouse import errors
from poolhouse.directory.lookup import existing_pool
from poolhouse.model.attributes import SchemaProblem, definition, extend_schema
from poolhouse.ports import Clock, Store
from poolhouse.wire import cognito_idp as wire


async def add_custom_attributes(
    request: wire.AddCustomAttributesRequest, *, store: Store, clock: Clock
) -> wire.AddCustomAttributesResponse:
    async with store.write() as records:
        pool = await existing_pool(records, request.user_pool_id)
        try:
            schema = extend_schema(pool.schema, [definition(attribute) for attribute in request.custom_attributes])
        except SchemaProblem as problem:
            raise errors.INVALID_PARAMETER(text=problem) from None
        await records.replace_pool(msgspec.structs.replace(pool, schema=schema, modified_at=clock.now()))
    return wire.AddCustomAttributesResponse()
