"""What a pool can be set to, with AWS's defaults."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from poolhouse import errors
from poolhouse.model.attributes import describe
from poolhouse.model.domain import Domain
from poolhouse.model.user_pool import UserPool
from poolhouse.operations.pools import rules
from poolhouse.wire import cognito_idp as wire

_SETTABLE = frozenset(wire.UserPoolType.__struct_fields__) - {
    *("id", "name", "arn", "status", "schema_attributes", "creation_date", "last_modified_date", "domain"),
    *("custom_domain", "estimated_number_of_users", "sms_configuration_failure", "email_configuration_failure"),
}
FIXED_AT_CREATION = ("alias_attributes", "username_attributes", "username_configuration")
"""Members that only CreateUserPool takes; an update keeps them."""


def settings_from(
    request: wire.CreateUserPoolRequest | wire.UpdateUserPoolRequest, *, software_token_mfa: bool = False
) -> wire.UserPoolType:
    """The settings that a request asks for, defaults filled in. ``software_token_mfa`` says whether the pool takes
    authenticator apps, without which it cannot ask for a second factor. Raises ServiceError."""
    given = {
        name: getattr(request, name)
        for name in request.__struct_fields__
        if name in _SETTABLE and getattr(request, name) is not None
    }
    settings = wire.UserPoolType(**{**_defaults(), **given})
    settings = msgspec.structs.replace(
        settings,
        policies=_policies(settings.policies, settings.admin_create_user_config),
        lambda_config=_lambda_config(settings.lambda_config or wire.LambdaConfigType()),
        admin_create_user_config=_admin_create_user_config(settings.admin_create_user_config),
        email_configuration=_with_defaults(
            settings.email_configuration or wire.EmailConfigurationType(), email_sending_account="COGNITO_DEFAULT"
        ),
        verification_message_template=_with_defaults(
            settings.verification_message_template or wire.VerificationMessageTemplateType(),
            default_email_option="CONFIRM_WITH_CODE",
        ),
    )
    rules.check(settings, software_token_mfa=software_token_mfa)
    return settings


def _defaults() -> dict[str, Any]:
    return {
        "deletion_protection": "INACTIVE",
        "mfa_configuration": "OFF",
        "user_pool_tier": "ESSENTIALS",
        "user_attribute_update_settings": wire.UserAttributeUpdateSettingsType(
            attributes_require_verification_before_update=[]
        ),
        "user_pool_tags": {},
    }


def _with_defaults(value: Any, **defaults: object) -> Any:
    """``value`` with its unset members filled in."""
    return msgspec.structs.replace(
        value, **{name: default for name, default in defaults.items() if getattr(value, name) is None}
    )


def _policies(
    policies: wire.UserPoolPolicyType | None, invitations: wire.AdminCreateUserConfigType | None
) -> wire.UserPoolPolicyType:
    """How long a temporary password is good has two names. Raises ServiceError when both are used."""
    policies = policies or wire.UserPoolPolicyType()
    password = policies.password_policy or wire.PasswordPolicyType()
    # Zero stands for the default (service model, PasswordPolicyType).
    days = password.temporary_password_validity_days or None
    legacy_days = invitations and invitations.unused_account_validity_days
    if days is not None and legacy_days is not None:
        raise errors.UNUSED_ACCOUNT_VALIDITY()
    password = _with_defaults(
        msgspec.structs.replace(password, temporary_password_validity_days=days or legacy_days or 7),
        minimum_length=8,
        require_uppercase=True,
        require_lowercase=True,
        require_numbers=True,
        require_symbols=True,
    )
    sign_in = _with_defaults(
        policies.sign_in_policy or wire.SignInPolicyType(), allowed_first_auth_factors=["PASSWORD"]
    )
    return wire.UserPoolPolicyType(password_policy=password, sign_in_policy=sign_in)


def _lambda_config(config: wire.LambdaConfigType) -> wire.LambdaConfigType:
    """Both forms of the pre token generation setting, whichever was given. Raises ServiceError."""
    versioned, legacy = config.pre_token_generation_config, config.pre_token_generation
    if versioned and legacy and versioned.lambda_arn != legacy:
        raise errors.TRIGGER_ARNS_DIFFER()
    if versioned is None and legacy:
        versioned = wire.PreTokenGenerationVersionConfigType(lambda_version="V1_0", lambda_arn=legacy)
    return msgspec.structs.replace(
        config,
        pre_token_generation=versioned.lambda_arn if versioned else None,
        pre_token_generation_config=versioned,
    )


def _admin_create_user_config(config: wire.AdminCreateUserConfigType | None) -> wire.AdminCreateUserConfigType:
    filled: wire.AdminCreateUserConfigType = _with_defaults(
        config or wire.AdminCreateUserConfigType(), allow_admin_create_user_only=False, unused_account_validity_days=7
    )
    return filled


def described(pool: UserPool, *, user_count: int, domains: Sequence[Domain] = ()) -> wire.UserPoolType:
    """The pool as DescribeUserPool shows it."""
    return msgspec.structs.replace(
        pool.settings,
        id=pool.id,
        name=pool.name,
        arn=pool.arn,
        creation_date=pool.created_at,
        last_modified_date=pool.modified_at,
        schema_attributes=[describe(attribute) for attribute in pool.schema],
        estimated_number_of_users=user_count,
        domain=next((domain.domain for domain in domains if domain.custom is None), None),
        custom_domain=next((domain.domain for domain in domains if domain.custom is not None), None),
    )
