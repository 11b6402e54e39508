"""What a pool refuses to be set to: what AWS refuses, and what would do something in AWS but is not built here yet."""

from __future__ import annotations

from collections.abc import Callable

from poolhouse import errors
from poolhouse.wire import cognito_idp as wire

_BUILT_TRIGGERS = frozenset(
    {"inbound_federation", "pre_sign_up", "pre_token_generation", "pre_token_generation_config"}
)
_BUILT_FACTORS = frozenset({"PASSWORD", "WEB_AUTHN"})
_RESERVED = "aws:"


def check(settings: wire.UserPoolType, *, software_token_mfa: bool) -> None:
    """``software_token_mfa`` says whether the pool takes authenticator apps, without which it cannot ask for a second
    factor. Raises ServiceError."""
    for rule in _RULES:
        rule(settings)
    _check_second_factors(settings, software_token_mfa=software_token_mfa)


def _check_triggers(settings: wire.UserPoolType) -> None:
    triggers = settings.lambda_config or wire.LambdaConfigType()
    versioned = triggers.pre_token_generation_config
    if settings.user_pool_tier == "LITE" and versioned and versioned.lambda_version != "V1_0":
        feature = f"Token Customization with Pre-Token Generation Lambda {versioned.lambda_version}"
        raise errors.FEATURE_NOT_IN_TIER(tier="LITE", feature=feature)
    for name in triggers.__struct_fields__:
        if name not in _BUILT_TRIGGERS and getattr(triggers, name) is not None:
            raise errors.NOT_BUILT(what=f"The Lambda trigger {''.join(map(str.title, name.split('_')))}")


def _check_subjects(settings: wire.UserPoolType) -> None:
    """A line break would end the header of a mail (RFC 5322, 2.2)."""
    template = settings.verification_message_template or wire.VerificationMessageTemplateType()
    invitation = settings.admin_create_user_config and settings.admin_create_user_config.invite_message_template
    subjects = (
        settings.email_verification_subject,
        template.email_subject,
        template.email_subject_by_link,
        invitation and invitation.email_subject,
    )
    if any(subject and subject.splitlines() != [subject] for subject in subjects):
        raise errors.INVALID_PARAMETER(text="An email subject must be one line.")


def _check_first_factors(settings: wire.UserPoolType) -> None:
    factors = settings.policies and settings.policies.sign_in_policy
    if factors and "PASSWORD" not in (factors.allowed_first_auth_factors or ()):
        raise errors.FIRST_FACTORS_WITHOUT_PASSWORD()
    for factor in (factors and factors.allowed_first_auth_factors) or ():
        if factor not in _BUILT_FACTORS:
            raise errors.NOT_BUILT(what=f"The first factor {factor}")
        if factor == "WEB_AUTHN" and settings.user_pool_tier == "LITE":
            raise errors.FEATURE_NOT_IN_TIER(tier="LITE", feature="Passwordless Sign-In")


def _check_second_factors(settings: wire.UserPoolType, *, software_token_mfa: bool) -> None:
    if settings.mfa_configuration != "OFF" and not software_token_mfa:
        if settings.sms_configuration is None:
            raise errors.MFA_NEEDS_SMS()
        raise errors.NOT_BUILT(what=f"Multi-factor authentication (MfaConfiguration {settings.mfa_configuration})")


def _check_recovery(settings: wire.UserPoolType) -> None:
    mechanisms = (settings.account_recovery_setting and settings.account_recovery_setting.recovery_mechanisms) or ()
    if len(mechanisms) > 1 and any(mechanism.name == "admin_only" for mechanism in mechanisms):
        raise errors.RECOVERY_BY_ADMINISTRATORS_ALONE()


def _check_attribute_updates(settings: wire.UserPoolType) -> None:
    updates = settings.user_attribute_update_settings
    verified_first = (updates and updates.attributes_require_verification_before_update) or ()
    if not set(verified_first) <= set(settings.auto_verified_attributes or ()):
        raise errors.VERIFIED_FIRST_WITHOUT_VERIFICATION()


def _check_threat_protection(settings: wire.UserPoolType) -> None:
    mode = settings.user_pool_add_ons and settings.user_pool_add_ons.advanced_security_mode
    if mode in (None, "OFF"):
        return
    if settings.user_pool_tier != "PLUS":
        raise errors.FEATURE_NOT_IN_TIER(tier=settings.user_pool_tier, feature="Threat Protection")
    raise errors.NOT_BUILT(what=f"Threat protection (AdvancedSecurityMode {mode})")


def _check_unbuilt(settings: wire.UserPoolType) -> None:
    registration = settings.dcr_configuration
    if registration is not None and registration.enable_status != "Disabled":
        raise errors.NOT_BUILT(what="Dynamic client registration (DcrConfiguration)")
    if settings.acr_configuration:
        raise errors.NOT_BUILT(what="The acr claim (AcrConfiguration)")


def _check_tags(settings: wire.UserPoolType) -> None:
    if any(key.lower().startswith(_RESERVED) for key in settings.user_pool_tags or ()):
        raise errors.RESERVED_TAG()


_RULES: tuple[Callable[[wire.UserPoolType], None], ...] = (
    _check_triggers,
    _check_subjects,
    _check_first_factors,
    _check_recovery,
    _check_attribute_updates,
    _check_threat_protection,
    _check_unbuilt,
    _check_tags,
)
