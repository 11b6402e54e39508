"""SetUICustomization: CSS and logo take the place of the earlier ones as a whole; neither means none any more."""

from __future__ import annotations

from datetime import UTC, datetime

from poolhouse import errors
from poolhouse.directory.lookup import client_of_pool, existing_pool
from poolhouse.model.branding import EVERY_CLIENT, UiCustomization
from poolhouse.operations.branding.css import check_css
from poolhouse.operations.branding.customization_views import described
from poolhouse.operations.branding.images import check_logo
from poolhouse.operations.caller import Caller
from poolhouse.ports import Clock, Store
from poolhouse.wire import cognito_idp as wire


async def set_ui_customization(
    request: wire.SetUICustomizationRequest, *, store: Store, clock: Clock, caller: Caller
) -> wire.SetUICustomizationResponse:
    now, client_id = clock.now(), request.client_id or EVERY_CLIENT
    if request.css:
        check_css(request.css)
    if request.image_file:
        check_logo(request.image_file)
    async with store.write() as records:
        pool = await existing_pool(records, request.user_pool_id)
        if client_id != EVERY_CLIENT:
            await client_of_pool(records, pool, client_id)
        if not await records.domains_of(pool.id):
            raise errors.CUSTOMIZATION_NEEDS_DOMAIN()
        if not request.css and not request.image_file:
            await records.delete_ui_customization(pool.id, client_id)
            return wire.SetUICustomizationResponse(ui_customization=described(None, caller.base_url))
        earlier = await records.get_ui_customization(pool.id, client_id)
        customization = UiCustomization(
            pool_id=pool.id,
            client_id=client_id,
            css=request.css or None,
            css_version=f"{datetime.fromtimestamp(now, UTC):%Y%m%d%H%M%S}",
            image=request.image_file or None,
            created_at=earlier.created_at if earlier else now,
            modified_at=now,
        )
        await records.put_ui_customization(customization)
    return wire.SetUICustomizationResponse(ui_customization=described(customization, caller.base_url))
