"""GetUserPoolMfaConfig."""

from __future__ import annotations

from poolhouse.directory.lookup import existing_pool
from poolhouse.ports import Store
from poolhouse.wire import cognito_idp as wire


async def get_user_pool_mfa_config(
    request: wire.GetUserPoolMfaConfigRequest, *, store: Store
) -> wire.GetUserPoolMfaConfigResponse:
    async with store.read() as records:
        pool = await existing_pool(records, request.user_pool_id)
    return wire.GetUserPoolMfaConfigResponse(
        mfa_configuration=pool.settings.mfa_configuration, web_authn_configuration=pool.web_authn
    )
