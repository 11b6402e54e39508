"""SetUserPoolMfaConfig: for now, what a pool asks of passkeys. A request that says nothing of them keeps it."""

from __future__ import annotations

import msgspec

from poolhouse import errors
from poolhouse.directory.lookup import existing_pool
from poolhouse.model.web_authn import is_relying_party_id
from poolhouse.ports import Clock, Store
from poolhouse.wire import cognito_idp as wire


async def set_user_pool_mfa_config(
    request: wire.SetUserPoolMfaConfigRequest, *, store: Store, clock: Clock
) -> wire.SetUserPoolMfaConfigResponse:
    _check(request)
    async with store.write() as records:
        pool = await existing_pool(records, request.user_pool_id)
        if request.web_authn_configuration is not None:
            asked = msgspec.structs.replace(
                request.web_authn_configuration,
                user_verification=request.web_authn_configuration.user_verification or "preferred",
            )
            pool = msgspec.structs.replace(pool, web_authn=asked, modified_at=clock.now())
            await records.replace_pool(pool)
    return wire.SetUserPoolMfaConfigResponse(
        mfa_configuration=pool.settings.mfa_configuration, web_authn_configuration=pool.web_authn
    )


def _check(request: wire.SetUserPoolMfaConfigRequest) -> None:
    """What would guard access in AWS but is not built is refused."""
    if request.mfa_configuration not in (None, "OFF"):
        raise errors.NOT_BUILT(what=f"Multi-factor authentication (MfaConfiguration {request.mfa_configuration})")
    software = request.software_token_mfa_configuration
    for name, asked in (
        ("SmsMfaConfiguration", request.sms_mfa_configuration is not None),
        ("SoftwareTokenMfaConfiguration", bool(software and software.enabled)),
        ("EmailMfaConfiguration", request.email_mfa_configuration is not None),
    ):
        if asked:
            raise errors.NOT_BUILT(what=name)
    passkeys = request.web_authn_configuration
    if passkeys is None:
        return
    if passkeys.factor_configuration not in (None, "SINGLE_FACTOR"):
        raise errors.NOT_BUILT(what=f"FactorConfiguration {passkeys.factor_configuration}")
    if passkeys.relying_party_id is not None and not is_relying_party_id(passkeys.relying_party_id):
        raise errors.RELYING_PARTY_ID(rp_id=passkeys.relying_party_id)
