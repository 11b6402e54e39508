"""An API's authorisation modes, read from its properties."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Any, Literal, cast

import msgspec

from poolhouse.graphql.source import BadApi, Properties

DefaultAction = Literal["ALLOW", "DENY"]


class Mode(Enum):
    """``auth_type`` is what ``util.authType()`` answers."""

    API_KEY = "API_KEY", "API Key Authorization"
    IAM = "AWS_IAM", "IAM Authorization"
    USER_POOLS = "AMAZON_COGNITO_USER_POOLS", "User Pool Authorization"
    OPENID_CONNECT = "OPENID_CONNECT", "Open ID Connect Authorization"
    LAMBDA = "AWS_LAMBDA", "Lambda Authorization"

    def __init__(self, property_value: str, auth_type: str) -> None:
        self.property_value = property_value
        self.auth_type = auth_type


class UserPoolProvider(msgspec.Struct, frozen=True):
    """``client_ids`` must match the whole client id (choice: AppSync's own way is unconfirmed); None: all clients."""

    pool_id: str
    client_ids: re.Pattern[str] | None
    default_action: DefaultAction


class OpenIdProvider(msgspec.Struct, frozen=True):
    """``client_ids`` as for a user pool. Lifetimes in milliseconds after ``iat`` and ``auth_time``; None: unbounded."""

    issuer: str
    client_ids: re.Pattern[str] | None
    issued_ttl: int | None
    authenticated_ttl: int | None


class LambdaAuthorizer(msgspec.Struct, frozen=True):
    """``ttl`` in seconds; 0: answers are not kept. ``token_form`` is searched for in a token before any call."""

    function: str
    ttl: float
    token_form: re.Pattern[str] | None


class Provider(msgspec.Struct, frozen=True, kw_only=True):
    """One configured way in. One of the three settings is there if the mode has settings."""

    mode: Mode
    is_default: bool
    user_pool: UserPoolProvider | None = None
    openid: OpenIdProvider | None = None
    authorizer: LambdaAuthorizer | None = None


class Providers(msgspec.Struct, frozen=True):
    """The default provider first."""

    all: tuple[Provider, ...]

    def of(self, mode: Mode) -> tuple[Provider, ...]:
        return tuple(provider for provider in self.all if provider.mode is mode)

    def has(self, mode: Mode) -> bool:
        return any(provider.mode is mode for provider in self.all)


_BY_PROPERTY = {mode.property_value: mode for mode in Mode}
_LONGEST_PATTERN = 1024


def read_providers(properties: Properties) -> Providers:
    """Raises BadApi."""
    providers = [_provider(properties, is_default=True)]
    for additional in properties.get("AdditionalAuthenticationProviders") or ():
        providers.append(_provider(additional, is_default=False))
    _refuse_twins(providers)
    return Providers(tuple(providers))


def _provider(settings: Properties, *, is_default: bool) -> Provider:
    name = settings.get("AuthenticationType")
    mode = _BY_PROPERTY.get(cast(str, name))
    if mode is None:
        raise BadApi(f"AuthenticationType {name!r} is none of {', '.join(_BY_PROPERTY)}.")
    if mode is Mode.USER_POOLS:
        pool = _user_pool(_section(settings, "UserPoolConfig", mode), is_default)
        return Provider(mode=mode, is_default=is_default, user_pool=pool)
    if mode is Mode.OPENID_CONNECT:
        openid = _openid(_section(settings, "OpenIDConnectConfig", mode))
        return Provider(mode=mode, is_default=is_default, openid=openid)
    if mode is Mode.LAMBDA:
        authorizer = _authorizer(_section(settings, "LambdaAuthorizerConfig", mode))
        return Provider(mode=mode, is_default=is_default, authorizer=authorizer)
    return Provider(mode=mode, is_default=is_default)


def _section(settings: Properties, name: str, mode: Mode) -> Properties:
    section = settings.get(name)
    if not isinstance(section, Mapping):
        raise BadApi(f"AuthenticationType {mode.property_value} needs {name}.")
    return section


def _user_pool(section: Properties, is_default: bool) -> UserPoolProvider:
    action = section.get("DefaultAction") if is_default else "ALLOW"
    if action not in ("ALLOW", "DENY"):
        raise BadApi("UserPoolConfig.DefaultAction of the default authorization mode must be ALLOW or DENY.")
    pattern = _pattern(section.get("AppIdClientRegex"), "UserPoolConfig.AppIdClientRegex")
    return UserPoolProvider(_text(section, "UserPoolId"), pattern, cast(DefaultAction, action))


def _openid(section: Properties) -> OpenIdProvider:
    return OpenIdProvider(
        _text(section, "Issuer").rstrip("/"),
        _pattern(section.get("ClientId"), "OpenIDConnectConfig.ClientId"),
        _number(section, "IatTTL") or None,
        _number(section, "AuthTTL") or None,
    )


def _authorizer(section: Properties) -> LambdaAuthorizer:
    pattern = _pattern(
        section.get("IdentityValidationExpression"), "LambdaAuthorizerConfig.IdentityValidationExpression"
    )
    ttl = _number(section, "AuthorizerResultTtlInSeconds") or 0
    if not 0 <= ttl <= 3600:
        raise BadApi("LambdaAuthorizerConfig.AuthorizerResultTtlInSeconds must lie between 0 and 3600.")
    return LambdaAuthorizer(_text(section, "AuthorizerUri"), ttl, pattern)


def _refuse_twins(providers: Iterable[Provider]) -> None:
    seen: set[object] = set()
    for provider in providers:
        pool, openid = provider.user_pool, provider.openid
        key: object = (provider.mode, pool.pool_id if pool else openid.issuer if openid else None)
        if key in seen:
            raise BadApi(f"Authorization mode {provider.mode.property_value} is configured twice for the same issuer.")
        seen.add(key)


def _text(section: Properties, name: str) -> str:
    value = section.get(name)
    if not isinstance(value, str) or not value:
        raise BadApi(f"{name} is missing.")
    return value


def _number(section: Properties, name: str) -> int | None:
    """Templates write numbers as numbers or as text."""
    value: Any = section.get(name)
    if value is None:
        return None
    try:
        return int(value)
    except (TypeError, ValueError):
        raise BadApi(f"{name} must be a number, not {value!r}.") from None


def _pattern(text: object, name: str) -> re.Pattern[str] | None:
    """Written for Java; what Python reads otherwise or not at all is refused."""
    if text is None or text == "":
        return None
    if not isinstance(text, str) or len(text) > _LONGEST_PATTERN:
        raise BadApi(f"{name} must be a regular expression of at most {_LONGEST_PATTERN} characters.")
    try:
        return re.compile(text)
    except re.error as error:
        raise BadApi(f"{name} {text!r} is no regular expression: {error}.") from None
