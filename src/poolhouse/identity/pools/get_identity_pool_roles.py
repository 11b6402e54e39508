"""GetIdentityPoolRoles."""

from __future__ import annotations

from poolhouse.identity.lookup import existing_pool
from poolhouse.ports import Store
from poolhouse.wire import cognito_identity as wire


async def get_identity_pool_roles(
    request: wire.GetIdentityPoolRolesInput, *, store: Store
) -> wire.GetIdentityPoolRolesResponse:
    async with store.read() as records:
        pool = await existing_pool(records, request.identity_pool_id)
    return wire.GetIdentityPoolRolesResponse(
        identity_pool_id=pool.id, roles=pool.roles.by_kind or None, role_mappings=pool.roles.mappings or None
    )
