"""DeleteManagedLoginBranding."""

from __future__ import annotations

from poolhouse.directory.lookup import existing_pool
from poolhouse.operations.branding.managed_login_views import existing_branding
from poolhouse.ports import Store
from poolhouse.wire import cognito_idp as wire


async def delete_managed_login_branding(request: wire.DeleteManagedLoginBrandingRequest, *, store: Store) -> None:
    async with store.write() as records:
        pool = await existing_pool(records, request.user_pool_id)
        branding = await existing_branding(records, pool.id, request.managed_login_branding_id)
        await records.delete_branding(branding.id)
