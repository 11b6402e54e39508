"""What users and administrators set about second factors, and what pools allow."""

from __future__ import annotations

from typing import Any

import msgspec

from poolhouse import errors
from poolhouse.flows.mfa import SOFTWARE_TOKEN
from poolhouse.model.mfa import UserMfa
from poolhouse.model.user import User
from poolhouse.model.user_pool import UserPool
from poolhouse.wire import cognito_idp as wire


def check_on(pool: UserPool) -> None:
    """Raises ServiceError SoftwareTokenMFANotFoundException."""
    if not pool.software_token_mfa:
        raise errors.SOFTWARE_TOKEN_OFF()


def preferred(user: User, request: wire.SetUserMFAPreferenceRequest | wire.AdminSetUserMFAPreferenceRequest) -> UserMfa:
    """The user's factors as the request wants them; what it says nothing of stays. Raises ServiceError."""
    for factor, settings in (
        ("SMS_MFA", request.sms_mfa_settings),
        ("EMAIL_OTP", request.email_mfa_settings),
        ("WEB_AUTHN", request.web_authn_mfa_settings),
    ):
        if settings is not None and settings.enabled:
            raise errors.MFA_NOT_ENROLLED(factor=factor)
    asked = request.software_token_mfa_settings
    if asked is None:
        return user.mfa
    enabled = user.mfa.enabled if asked.enabled is None else asked.enabled
    if asked.preferred_mfa and not enabled:
        raise errors.MFA_PREFERRED_BUT_OFF(factor=SOFTWARE_TOKEN)
    if enabled and user.mfa.token is None:
        raise errors.MFA_NOT_ENROLLED(factor=SOFTWARE_TOKEN)
    preferred = user.mfa.preferred if asked.preferred_mfa is None else asked.preferred_mfa
    return msgspec.structs.replace(user.mfa, enabled=enabled, preferred=enabled and preferred)


def described(user: User) -> dict[str, Any]:
    """Members of GetUser and its kin: nothing for who has no factor."""
    mfa = user.mfa
    if mfa.token is None or not mfa.enabled:
        return {}
    shown: dict[str, Any] = {"user_mfa_setting_list": [SOFTWARE_TOKEN]}
    return shown | ({"preferred_mfa_setting": SOFTWARE_TOKEN} if mfa.preferred else {})
