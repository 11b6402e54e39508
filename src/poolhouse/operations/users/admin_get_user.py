"""AdminGetUser."""

from __future__ import annotations

from poolhouse.directory.attribute_rules import as_list
from poolhouse.directory.lookup import existing_pool, existing_user
from poolhouse.operations.mfa.settings import described
from poolhouse.ports import Store
from poolhouse.wire import cognito_idp as wire


async def admin_get_user(request: wire.AdminGetUserRequest, *, store: Store) -> wire.AdminGetUserResponse:
    async with store.read() as records:
        pool = await existing_pool(records, request.user_pool_id)
        user = await existing_user(records, pool, request.username)
    return wire.AdminGetUserResponse(
        username=user.username,
        user_attributes=as_list(user.profile),
        user_create_date=user.created_at,
        user_last_modified_date=user.modified_at,
        enabled=user.enabled,
        user_status=user.status,
        **described(user),
    )
