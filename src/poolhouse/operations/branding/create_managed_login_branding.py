"""CreateManagedLoginBranding."""

from __future__ import annotations

from poolhouse import errors
from poolhouse.directory.lookup import client_of_pool, existing_pool
from poolhouse.model.branding import ManagedLoginBranding
from poolhouse.operations.branding.managed_login_views import check, described, settings_of
from poolhouse.ports import Clock, Entropy, NameTaken, Store
from poolhouse.wire import cognito_idp as wire


async def create_managed_login_branding(
    request: wire.CreateManagedLoginBrandingRequest, *, store: Store, clock: Clock, entropy: Entropy
) -> wire.CreateManagedLoginBrandingResponse:
    check(request)
    now = clock.now()
    async with store.write() as records:
        pool = await existing_pool(records, request.user_pool_id)
        client = await client_of_pool(records, pool, request.client_id)
        branding = ManagedLoginBranding(
            id=entropy.uuid(),
            pool_id=pool.id,
            client_id=client.id,
            use_provided_values=bool(request.use_cognito_provided_values),
            settings=settings_of(request),
            assets=tuple(request.assets or ()),
            created_at=now,
            modified_at=now,
        )
        try:
            await records.add_branding(branding)
        except NameTaken:
            raise errors.BRANDING_EXISTS() from None
    return wire.CreateManagedLoginBrandingResponse(managed_login_branding=described(branding))
