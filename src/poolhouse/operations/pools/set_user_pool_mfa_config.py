"""SetUserPoolMfaConfig: second factors, and what a pool asks of passkeys. What a request says nothing of stays, but for
the factors that go with an MfaConfiguration: they are always named anew."""

from __future__ import annotations

import msgspec

from poolhouse import errors
from poolhouse.directory.lookup import existing_pool
from poolhouse.model.user_pool import UserPool
from poolhouse.model.web_authn import is_relying_party_id
from poolhouse.operations.pools.get_user_pool_mfa_config import described
from poolhouse.ports import Clock, Store
from poolhouse.wire import cognito_idp as wire


async def set_user_pool_mfa_config(
    request: wire.SetUserPoolMfaConfigRequest, *, store: Store, clock: Clock
) -> wire.SetUserPoolMfaConfigResponse:
    _check(request)
    async with store.write() as records:
        pool = await existing_pool(records, request.user_pool_id)
        changed = _with_passkeys(_with_factors(pool, request), request)
        if changed != pool:
            await records.replace_pool(msgspec.structs.replace(changed, modified_at=clock.now()))
    return wire.SetUserPoolMfaConfigResponse(**described(changed))


def _with_factors(pool: UserPool, request: wire.SetUserPoolMfaConfigRequest) -> UserPool:
    """Authenticator apps are the only second factor so far: they are on where MFA is. Raises ServiceError."""
    asked = request.software_token_mfa_configuration
    if request.mfa_configuration is None and asked is None:
        return pool
    configuration = request.mfa_configuration or pool.mfa
    enabled = bool(asked and asked.enabled)
    if configuration == "OFF" and enabled:
        raise errors.MFA_OFF_WITH_FACTORS()
    if configuration != "OFF" and not enabled:
        raise errors.MFA_WITHOUT_FACTORS()
    settings = msgspec.structs.replace(pool.settings, mfa_configuration=configuration)
    return msgspec.structs.replace(pool, settings=settings, software_token_mfa=enabled)


def _with_passkeys(pool: UserPool, request: wire.SetUserPoolMfaConfigRequest) -> UserPool:
    asked = request.web_authn_configuration
    if asked is None:
        return pool
    asked = msgspec.structs.replace(asked, user_verification=asked.user_verification or "preferred")
    return msgspec.structs.replace(pool, web_authn=asked)


def _check(request: wire.SetUserPoolMfaConfigRequest) -> None:
    """What would guard access in AWS but is not built is refused."""
    for name, asked in (
        ("SmsMfaConfiguration", request.sms_mfa_configuration),
        ("EmailMfaConfiguration", request.email_mfa_configuration),
    ):
        if asked is not None:
            raise errors.NOT_BUILT(what=name)
    passkeys = request.web_authn_configuration
    if passkeys is None:
        return
    if passkeys.factor_configuration not in (None, "SINGLE_FACTOR"):
        raise errors.NOT_BUILT(what=f"FactorConfiguration {passkeys.factor_configuration}")
    if passkeys.relying_party_id is not None and not is_relying_party_id(passkeys.relying_party_id):
        raise errors.RELYING_PARTY_ID(rp_id=passkeys.relying_party_id)
