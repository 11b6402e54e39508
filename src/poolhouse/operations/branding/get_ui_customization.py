"""GetUICustomization: the client's own, else that of every client."""

from __future__ import annotations

from poolhouse.directory.lookup import client_of_pool, existing_pool
from poolhouse.model.branding import EVERY_CLIENT
from poolhouse.operations.branding.customization_views import described
from poolhouse.operations.caller import Caller
from poolhouse.ports import Store
from poolhouse.wire import cognito_idp as wire


async def get_ui_customization(
    request: wire.GetUICustomizationRequest, *, store: Store, caller: Caller
) -> wire.GetUICustomizationResponse:
    client_id = request.client_id or EVERY_CLIENT
    async with store.read() as records:
        pool = await existing_pool(records, request.user_pool_id)
        if client_id != EVERY_CLIENT:
            await client_of_pool(records, pool, client_id)
        own = await records.get_ui_customization(pool.id, client_id)
        found = own or await records.get_ui_customization(pool.id, EVERY_CLIENT)
    return wire.GetUICustomizationResponse(ui_customization=described(found, caller.base_url))
