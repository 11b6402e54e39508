"""UpdateResourceServer: replaces name and scopes."""

from __future__ import annotations

import msgspec

from poolhouse.directory.lookup import existing_pool
from poolhouse.operations.resource_servers.views import described, existing_resource_server, scopes_from
from poolhouse.ports import Store
from poolhouse.wire import cognito_idp as wire


async def update_resource_server(
    request: wire.UpdateResourceServerRequest, *, store: Store
) -> wire.UpdateResourceServerResponse:
    async with store.write() as records:
        pool = await existing_pool(records, request.user_pool_id)
        server = await existing_resource_server(records, pool, request.identifier)
        server = msgspec.structs.replace(server, name=request.name, scopes=scopes_from(request.scopes))
        await records.replace_resource_server(server)
    return wire.UpdateResourceServerResponse(resource_server=described(server))
