"""DescribeManagedLoginBrandingByClient."""

from __future__ import annotations

from poolhouse import errors
from poolhouse.directory.lookup import client_of_pool, existing_pool
from poolhouse.operations.branding.managed_login_views import check_merging, described
from poolhouse.ports import Store
from poolhouse.wire import cognito_idp as wire


async def describe_managed_login_branding_by_client(
    request: wire.DescribeManagedLoginBrandingByClientRequest, *, store: Store
) -> wire.DescribeManagedLoginBrandingByClientResponse:
    check_merging(request.return_merged_resources)
    async with store.read() as records:
        pool = await existing_pool(records, request.user_pool_id)
        client = await client_of_pool(records, pool, request.client_id)
        branding = await records.find_branding(client.id)
    if branding is None:
        raise errors.BRANDING_NOT_FOUND()
    return wire.DescribeManagedLoginBrandingByClientResponse(managed_login_branding=described(branding))
