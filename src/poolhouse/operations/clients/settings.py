"""What an app client can be set to: AWS's defaults, and what it refuses."""

from __future__ import annotations

from urllib.parse import urlsplit

import msgspec

from poolhouse import errors
from poolhouse.directory.scopes import scope_exists
from poolhouse.model.attributes import NOT_WRITABLE_BY_USERS
from poolhouse.model.scopes import STANDARD_SCOPES
from poolhouse.model.user_pool import CLIENT_TOKEN_FLOW, LEGACY_FLOWS, UserPool, UserPoolClient
from poolhouse.ports import Records
from poolhouse.wire import cognito_idp as wire

_SETTABLE = frozenset(wire.UserPoolClientType.__struct_fields__) - {
    *("user_pool_id", "client_name", "client_id", "client_secret", "creation_date", "last_modified_date"),
    "client_type",
}
REGULAR = "REGULAR"
"""The type of every client: none registers itself."""

_LOOPBACK_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})
_UNSAFE_SCHEMES = frozenset(
    {"about", "blob", "data", "file", "filesystem", "ftp", "javascript", "vbscript", "view-source", "ws", "wss"}
)
_MINUTE, _HOUR, _DAY = 60, 3600, 86400


def settings_from(
    request: wire.CreateUserPoolClientRequest | wire.UpdateUserPoolClientRequest,
) -> wire.UserPoolClientType:
    """The settings that a request asks for, defaults filled in."""
    given = {name: getattr(request, name) for name in request.__struct_fields__ if name in _SETTABLE}
    defaults = {
        "refresh_token_validity": 30,
        "auth_session_validity": 3,
        "enable_token_revocation": True,
        "enable_propagate_additional_user_context_data": False,
        "allowed_o_auth_flows_user_pool_client": False,
    }
    filled = {name: default for name, default in defaults.items() if given.get(name) is None}
    if given.get("refresh_token_validity") == 0:
        filled["refresh_token_validity"] = 30
    rotation = given.get("refresh_token_rotation")
    if rotation is not None and rotation.retry_grace_period_seconds is None:
        given["refresh_token_rotation"] = msgspec.structs.replace(rotation, retry_grace_period_seconds=0)
    return wire.UserPoolClientType(**{**given, **filled})


async def check(client: UserPoolClient, pool: UserPool, records: Records) -> None:
    """Refuses what AWS refuses. Raises ServiceError."""
    _check_flows(client)
    if client.settings.enable_propagate_additional_user_context_data and client.secret is None:
        raise errors.CONTEXT_NEEDS_SECRET()
    _check_validity(client)
    _check_attributes(client.settings, pool)
    _check_urls(client.settings)
    _check_oauth(client)
    _check_tier(client, pool)
    await _check_scopes(client.settings, pool, records)
    for provider in client.settings.supported_identity_providers or ():
        if provider != "COGNITO" and await records.get_identity_provider(pool.id, provider) is None:
            raise errors.PROVIDER_UNKNOWN(name=provider, pool_id=pool.id)


def _check_flows(client: UserPoolClient) -> None:
    flows = set(client.settings.explicit_auth_flows or ())
    if flows & set(LEGACY_FLOWS) and flows - set(LEGACY_FLOWS):
        raise errors.FLOW_NAMES_MIXED()
    if client.rotation and "ALLOW_REFRESH_TOKEN_AUTH" in flows:
        raise errors.ROTATION_WITH_REFRESH_FLOW()
    if CLIENT_TOKEN_FLOW in flows and flows != {CLIENT_TOKEN_FLOW}:
        raise errors.CLIENT_TOKEN_ALONE()
    if CLIENT_TOKEN_FLOW in flows and client.secret is None:
        raise errors.CLIENT_TOKEN_NEEDS_SECRET()


def _check_validity(client: UserPoolClient) -> None:
    access, identity, refresh = client.lifetime("access"), client.lifetime("id"), client.lifetime("refresh")
    if not all(5 * _MINUTE <= seconds <= _DAY for seconds in (access, identity)):
        raise errors.VALIDITY_RANGE()
    if not _HOUR <= refresh <= 3650 * _DAY:
        raise errors.VALIDITY_RANGE()
    if max(access, identity) > refresh:
        raise errors.VALIDITY_ORDER()


def _check_attributes(settings: wire.UserPoolClientType, pool: UserPool) -> None:
    if not set(settings.read_attributes or ()) <= pool.attributes.keys():
        raise errors.READ_ATTRIBUTES()
    if not set(settings.write_attributes or ()) <= pool.attributes.keys() - NOT_WRITABLE_BY_USERS:
        raise errors.WRITE_ATTRIBUTES()


def _check_urls(settings: wire.UserPoolClientType) -> None:
    for url in (*(settings.callback_urls or ()), *(settings.logout_urls or ())):
        _check_url(url)
    default = settings.default_redirect_uri
    if default and default not in (settings.callback_urls or ()):
        raise errors.DEFAULT_REDIRECT_UNKNOWN(url=default)


def _check_url(url: str) -> None:
    """https, http on this machine, or an app's own scheme; nothing that a browser would run or show by itself.

    A code in a fragment would not arrive (RFC 6749, 3.1.2), and a user name in an address only misleads.
    """
    try:
        parts = urlsplit(url)
        scheme, host, _ = parts.scheme, parts.hostname, parts.port
    except ValueError:
        raise errors.URL_NOT_VALID(url=url) from None
    if not scheme or not url.isascii() or not url.isprintable() or " " in url or "#" in url or "@" in parts.netloc:
        raise errors.URL_NOT_VALID(url=url)
    if scheme in _UNSAFE_SCHEMES or (scheme in ("http", "https") and not host):
        raise errors.URL_NOT_VALID(url=url)
    if scheme == "http" and host not in _LOOPBACK_HOSTS:
        raise errors.PLAIN_HTTP(url=url)


def _check_oauth(client: UserPoolClient) -> None:
    settings = client.settings
    flows, scopes = set(settings.allowed_o_auth_flows or ()), settings.allowed_o_auth_scopes or ()
    if settings.allowed_o_auth_flows_user_pool_client and not (flows and scopes):
        raise errors.OAUTH_INCOMPLETE()
    if "client_credentials" in flows:
        if flows != {"client_credentials"}:
            raise errors.CLIENT_CREDENTIALS_ALONE()
        if client.secret is None:
            raise errors.CLIENT_CREDENTIALS_NEEDS_SECRET()
        if unfit := next((scope for scope in scopes if scope in STANDARD_SCOPES), None):
            raise errors.CLIENT_CREDENTIALS_SCOPES(scope=unfit)
    elif flows and not settings.callback_urls:
        raise errors.CALLBACK_URLS_EMPTY()


def _check_tier(client: UserPoolClient, pool: UserPool) -> None:
    if client.rotation and pool.settings.user_pool_tier == "LITE":
        raise errors.FEATURE_NOT_IN_TIER(tier="LITE", feature="Refresh Token Rotation")
    if "ALLOW_USER_AUTH" in client.flows and pool.settings.user_pool_tier == "LITE":
        raise errors.FEATURE_NOT_IN_TIER(tier="LITE", feature="Passwordless Sign-In")


async def _check_scopes(settings: wire.UserPoolClientType, pool: UserPool, records: Records) -> None:
    for scope in settings.allowed_o_auth_scopes or ():
        if scope not in STANDARD_SCOPES and not await scope_exists(records, pool.id, scope):
            raise errors.SCOPE_NOT_FOUND(scope=scope)


def described(client: UserPoolClient) -> wire.UserPoolClientType:
    """The client as DescribeUserPoolClient shows it, secret included."""
    return msgspec.structs.replace(
        client.settings,
        user_pool_id=client.pool_id,
        client_id=client.id,
        client_name=client.name,
        client_secret=client.secret,
        client_type=REGULAR,
        creation_date=client.created_at,
        last_modified_date=client.modified_at,
    )
