"""A user pool and its app clients, resource servers and signing keys, as the service keeps them."""

from __future__ import annotations

from functools import cached_property
from typing import Literal

import msgspec

from poolhouse.model.attributes import AttributeDefinition
from poolhouse.wire import cognito_idp as wire

TokenUse = Literal["id", "access"]


class UserPool(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """``settings`` is what DescribeUserPool shows, less id, ARN, schema, dates and counts. ``web_authn`` is what
    SetUserPoolMfaConfig has said of passkeys, ``software_token_mfa`` whether it has turned authenticator apps on. Times
    in Unix seconds."""

    id: str
    name: str
    arn: str
    settings: wire.UserPoolType
    schema: tuple[AttributeDefinition, ...]
    created_at: float
    modified_at: float
    web_authn: wire.WebAuthnConfigurationType | None = None
    software_token_mfa: bool = False

    @property
    def short_name(self) -> str:
        """The part of the id after the underscore: the pool name of SRP."""
        return self.id.partition("_")[2]

    @property
    def region(self) -> str:
        return self.id.partition("_")[0]

    @property
    def account(self) -> str:
        return self.arn.split(":")[4]

    @property
    def case_sensitive(self) -> bool:
        configuration = self.settings.username_configuration
        return configuration is None or configuration.case_sensitive

    @cached_property
    def username_attributes(self) -> frozenset[str]:
        """Attributes that take the place of a user name at sign-up (``email``, ``phone_number``)."""
        return frozenset(self.settings.username_attributes or ())

    @cached_property
    def alias_attributes(self) -> frozenset[str]:
        """Attributes that work as a second sign-in name once verified."""
        return frozenset(self.settings.alias_attributes or ())

    @cached_property
    def sign_in_attributes(self) -> frozenset[str]:
        return self.username_attributes | self.alias_attributes

    @cached_property
    def attributes(self) -> dict[str, AttributeDefinition]:
        """Attribute name (``custom:`` and ``dev:`` prefixes included) → its definition."""
        return {attribute.name: attribute for attribute in self.schema}

    @property
    def password_policy(self) -> wire.PasswordPolicyType:
        policies = self.settings.policies
        return (policies.password_policy if policies else None) or wire.PasswordPolicyType()

    @property
    def takes_passkeys(self) -> bool:
        policy = self.settings.policies and self.settings.policies.sign_in_policy
        return "WEB_AUTHN" in ((policy and policy.allowed_first_auth_factors) or ())

    @property
    def passkeys_let_in(self) -> bool:
        """Whether a passkey can be all that somebody signs in with; where everybody needs two factors, none can."""
        return self.takes_passkeys and self.mfa != "ON"

    @property
    def user_verification(self) -> wire.UserVerificationType:
        """Whether an authenticator must make sure who holds it (PIN, fingerprint), or only should."""
        return (self.web_authn and self.web_authn.user_verification) or "preferred"

    @property
    def mfa(self) -> wire.UserPoolMfaType:
        return self.settings.mfa_configuration or "OFF"

    @property
    def triggers(self) -> wire.LambdaConfigType:
        return self.settings.lambda_config or wire.LambdaConfigType()

    @property
    def tracks_devices(self) -> bool:
        return self.settings.device_configuration is not None

    @property
    def remembers_devices_unasked(self) -> bool:
        """Whether a confirmed device is a remembered one at once, or only when its user says so."""
        configuration = self.settings.device_configuration
        return configuration is not None and not configuration.device_only_remembered_on_user_prompt

    @property
    def devices_replace_mfa(self) -> bool:
        """Whether a remembered device takes the place of a second factor."""
        configuration = self.settings.device_configuration
        return configuration is not None and bool(configuration.challenge_required_on_new_device)

    def name_key(self, text: str) -> str:
        """The form under which user names and aliases are unique and looked up."""
        return text if self.case_sensitive else text.casefold()


class UserPoolClient(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """``settings`` is what DescribeUserPoolClient shows, less ids, secret and dates. Times in Unix seconds."""

    id: str
    pool_id: str
    name: str
    secret: str | None
    settings: wire.UserPoolClientType
    created_at: float
    modified_at: float

    @cached_property
    def flows(self) -> frozenset[str]:
        return frozenset(self.settings.explicit_auth_flows or DEFAULT_FLOWS)

    @property
    def hides_users(self) -> bool:
        """True when unknown users must look like known ones (PreventUserExistenceErrors)."""
        return self.settings.prevent_user_existence_errors == "ENABLED"

    @property
    def rotation(self) -> wire.RefreshTokenRotationType | None:
        """The rotation settings when rotation is on."""
        rotation = self.settings.refresh_token_rotation
        return rotation if rotation and rotation.feature == "ENABLED" else None

    @property
    def tracks_sessions(self) -> bool:
        """True when tokens carry ``origin_jti`` (revocation or rotation is on)."""
        return self.settings.enable_token_revocation is not False or self.rotation is not None

    @cached_property
    def readable(self) -> frozenset[str] | None:
        """Attributes that the client may read; None: all."""
        return None if self.settings.read_attributes is None else frozenset(self.settings.read_attributes)

    @cached_property
    def writable(self) -> frozenset[str] | None:
        """Attributes that the client may write; None: all."""
        return None if self.settings.write_attributes is None else frozenset(self.settings.write_attributes)

    @cached_property
    def identity_providers(self) -> tuple[str, ...]:
        """Where the client's users may sign in on a page; the pool itself (``COGNITO``) where nothing is said, nowhere
        where the list is empty."""
        named = self.settings.supported_identity_providers
        return (LOCAL_PROVIDER,) if named is None else tuple(named)

    def lifetime(self, token: Literal["id", "access", "refresh"]) -> int:
        """Seconds that such a token is valid."""
        settings, units = self.settings, self.settings.token_validity_units
        if token == "refresh":  # noqa: S105 - a kind of token
            return (settings.refresh_token_validity or 30) * UNIT_SECONDS[(units and units.refresh_token) or "days"]
        if token == "id":  # noqa: S105 - a kind of token
            return (settings.id_token_validity or 1) * UNIT_SECONDS[(units and units.id_token) or "hours"]
        return (settings.access_token_validity or 1) * UNIT_SECONDS[(units and units.access_token) or "hours"]


LOCAL_PROVIDER = "COGNITO"
"""The name of the pool itself among identity providers."""

DEFAULT_FLOWS = ("ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_CUSTOM_AUTH")
CLIENT_TOKEN_FLOW = "ALLOW_CLIENT_TOKEN_AUTH"  # noqa: S105 - the name of a flow
"""For clients that act for themselves: it goes with no other flow."""

LEGACY_FLOWS = ("ADMIN_NO_SRP_AUTH", "CUSTOM_AUTH_FLOW_ONLY", "USER_PASSWORD_AUTH")
"""Names from before the prefix ``ALLOW_``; they cannot be mixed with the newer ones."""

UNIT_SECONDS = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86400}


class ResourceServer(msgspec.Struct, frozen=True, kw_only=True):
    """``scopes`` maps a scope's name to its description."""

    pool_id: str
    identifier: str
    name: str
    scopes: dict[str, str]


class SigningKey(msgspec.Struct, frozen=True, kw_only=True):
    """An RSA-2048 key of a pool. ``private_der`` is PKCS #8 DER, sealed at rest. Times in Unix seconds."""

    pool_id: str
    kid: str
    use: TokenUse
    private_der: bytes
    created_at: float
