"""DescribeManagedLoginBranding."""

from __future__ import annotations

from poolhouse.directory.lookup import existing_pool
from poolhouse.operations.branding.managed_login_views import check_merging, described, existing_branding
from poolhouse.ports import Store
from poolhouse.wire import cognito_idp as wire


async def describe_managed_login_branding(
    request: wire.DescribeManagedLoginBrandingRequest, *, store: Store
) -> wire.DescribeManagedLoginBrandingResponse:
    check_merging(request.return_merged_resources)
    async with store.read() as records:
        pool = await existing_pool(records, request.user_pool_id)
        branding = await existing_branding(records, pool.id, request.managed_login_branding_id)
    return wire.DescribeManagedLoginBrandingResponse(managed_login_branding=described(branding))
