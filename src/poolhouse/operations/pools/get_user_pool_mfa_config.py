"""GetUserPoolMfaConfig."""

from __future__ import annotations

from typing import Any

from poolhouse.directory.lookup import existing_pool
from poolhouse.model.user_pool import UserPool
from poolhouse.ports import Store
from poolhouse.wire import cognito_idp as wire


async def get_user_pool_mfa_config(
    request: wire.GetUserPoolMfaConfigRequest, *, store: Store
) -> wire.GetUserPoolMfaConfigResponse:
    async with store.read() as records:
        pool = await existing_pool(records, request.user_pool_id)
    return wire.GetUserPoolMfaConfigResponse(**described(pool))


def described(pool: UserPool) -> dict[str, Any]:
    """Members of the answer; a factor that is off is not among them."""
    software_token = wire.SoftwareTokenMfaConfigType(enabled=True) if pool.software_token_mfa else None
    return {
        "mfa_configuration": pool.mfa,
        "software_token_mfa_configuration": software_token,
        "web_authn_configuration": pool.web_authn,
    }
