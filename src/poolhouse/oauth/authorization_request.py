"""The authorization request (RFC 6749, 4.1.1; OpenID Connect Core, 3.1.2.1), checked step by step.

Source: Cognito developer guide, "The redirect and authorization endpoint". Until client and redirect URI are known to
belong together nothing is sent to the redirect URI (RFC 9700, 4.11).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal
from urllib.parse import urlsplit

import msgspec

from poolhouse.directory.scopes import scope_exists
from poolhouse.model.scopes import STANDARD_SCOPES
from poolhouse.model.user_pool import UserPool, UserPoolClient
from poolhouse.oauth.fields import Malformed, read_fields
from poolhouse.oauth.hosts import pool_of_host
from poolhouse.oauth.redirects import error_members, with_fragment, with_query
from poolhouse.ports import Records

ResponseType = Literal["code", "token"]

GRANT_OF: Mapping[str, str] = {"code": "code", "token": "implicit"}
"""Response type → its name in AllowedOAuthFlows."""

PROMPTS = frozenset({"none", "login", "select_account", "consent"})
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
_NEEDS_OPENID = frozenset({"profile", "email", "phone"})
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class NotRedirectable(Exception):
    """The request names no client, or a redirect URI that is not the client's: only an error page may answer."""

    def __init__(self, code: str, description: str) -> None:
        super().__init__(code)
        self.code = code
        self.description = description


class RedirectBack(Exception):
    """The client is told, by a redirect to ``location``. ``hint`` is for the log."""

    def __init__(self, location: str, hint: str) -> None:
        super().__init__(hint)
        self.location = location
        self.hint = hint


class AuthorizationRequest(msgspec.Struct, frozen=True, kw_only=True):
    """A request that may be answered. ``query`` is its text, to be carried from page to page.

    ``scopes`` are what is granted; ``provider`` is the identity provider asked for by name or identifier;
    ``max_age`` in seconds.
    """

    pool: UserPool
    client: UserPoolClient
    query: str
    response_type: ResponseType
    redirect_uri: str
    scopes: tuple[str, ...]
    state: str | None
    nonce: str | None
    code_challenge: str | None
    prompt: frozenset[str]
    login_hint: str | None
    lang: str | None
    provider: str | None
    resource: str | None
    max_age: int | None

    def error(self, code: str, description: str | None = None) -> str:
        """Where an error is told to the client."""
        return _error_location(self.redirect_uri, self.response_type, code, description, self.state)


async def read_authorization_request(records: Records, query: bytes, host: str | None) -> AuthorizationRequest:
    """``query`` and ``host`` (the Host header) as they arrived: at a pool's own domain only its clients are known.

    Raises NotRedirectable, RedirectBack.
    """
    try:
        fields, repeated = read_fields(query)
    except Malformed:
        raise NotRedirectable("invalid_request", "The request is malformed.") from None
    pool, client = await _client(records, fields, repeated, await pool_of_host(records, host))
    uri, state = _redirect_uri(client, fields, repeated), fields.get("state")
    try:
        if repeated:
            raise _Refused("invalid_request", f"{', '.join(sorted(repeated))}: given more than once")
        response_type = _response_type(client, fields)
        return AuthorizationRequest(
            pool=pool,
            client=client,
            query=query.decode(),
            response_type=response_type,
            redirect_uri=uri,
            scopes=await _scopes(records, pool, client, fields.get("scope")),
            state=state,
            nonce=fields.get("nonce") or None,
            code_challenge=_code_challenge(fields),
            prompt=_prompt(fields.get("prompt")),
            login_hint=fields.get("login_hint") or None,
            lang=fields.get("lang") or None,
            provider=await _provider(records, pool, client, fields),
            resource=_resource(fields.get("resource")),
            max_age=_max_age(pool, fields.get("max_age")),
        )
    except _Refused as refusal:
        location = _error_location(uri, fields.get("response_type"), refusal.code, None, state)
        raise RedirectBack(location, refusal.hint) from None


class _Refused(Exception):
    def __init__(self, code: str, hint: str) -> None:
        super().__init__(code)
        self.code = code
        self.hint = hint


def _error_location(uri: str, response_type: str | None, code: str, description: str | None, state: str | None) -> str:
    place = with_fragment if response_type == "token" else with_query
    return place(uri, error_members(code, description, state))


async def _client(
    records: Records, fields: Mapping[str, str], repeated: frozenset[str], pool_id: str | None
) -> tuple[UserPool, UserPoolClient]:
    client_id = fields.get("client_id")
    if not client_id or "client_id" in repeated:
        raise NotRedirectable("invalid_request", "Required String parameter 'client_id' is not present")
    client = await records.get_client(client_id)
    pool = await records.get_pool(client.pool_id) if client else None
    if client is None or pool is None or (pool_id is not None and pool.id != pool_id):
        raise NotRedirectable("invalid_request", "Client does not exist")
    return pool, client


def _redirect_uri(client: UserPoolClient, fields: Mapping[str, str], repeated: frozenset[str]) -> str:
    """Compared character by character (RFC 9700, 2.1)."""
    uri = fields.get("redirect_uri")
    if not uri or "redirect_uri" in repeated:
        raise NotRedirectable("invalid_request", "Required String parameter 'redirect_uri' is not present")
    if uri not in (client.settings.callback_urls or ()):
        raise NotRedirectable("redirect_mismatch", "The redirect URI is not registered for this client")
    return uri


def _response_type(client: UserPoolClient, fields: Mapping[str, str]) -> ResponseType:
    asked = fields.get("response_type")
    if not asked:
        raise _Refused("invalid_request", "no response_type")
    if asked not in GRANT_OF:
        raise _Refused("unsupported_response_type", "the response_type is neither code nor token")
    if not client.settings.allowed_o_auth_flows_user_pool_client:
        raise _Refused("unauthorized_client", "the client's AllowedOAuthFlowsUserPoolClient is off")
    if GRANT_OF[asked] not in (client.settings.allowed_o_auth_flows or ()):
        raise _Refused("unauthorized_client", f"{GRANT_OF[asked]} is not among the client's AllowedOAuthFlows")
    return "code" if asked == "code" else "token"


def _code_challenge(fields: Mapping[str, str]) -> str | None:
    """RFC 7636, 4.3; of the methods only S256 (OAuth 2.1, 7.6)."""
    challenge, method = fields.get("code_challenge"), fields.get("code_challenge_method")
    if challenge is None and method is None:
        return None
    if not challenge or not method:
        raise _Refused("invalid_request", "code_challenge and code_challenge_method need each other")
    if method != "S256":
        raise _Refused("invalid_request", "code_challenge_method is not S256")
    if not _CHALLENGE.fullmatch(challenge):
        raise _Refused("invalid_request", "code_challenge is no SHA-256 in Base64url")
    return challenge


async def _scopes(records: Records, pool: UserPool, client: UserPoolClient, asked: str | None) -> tuple[str, ...]:
    """What is granted: what was asked for, all of the client's otherwise. Scopes that a resource server has lost are
    left out."""
    own = client.settings.allowed_o_auth_scopes or []
    wanted = list(dict.fromkeys(asked.split())) if asked and asked.strip() else list(own)
    if foreign := [scope for scope in wanted if scope not in own]:
        raise _Refused("invalid_scope", f"{len(foreign)} of the scopes are not among the client's AllowedOAuthScopes")
    if asked and "openid" not in wanted and _NEEDS_OPENID.intersection(wanted):
        raise _Refused("invalid_scope", "profile, email and phone need openid too")
    return tuple([scope for scope in wanted if scope in STANDARD_SCOPES or await scope_exists(records, pool.id, scope)])


def _prompt(text: str | None) -> frozenset[str]:
    prompts = frozenset((text or "").split())
    if prompts - PROMPTS:
        raise _Refused("invalid_request", "prompt has an unknown value")
    if "none" in prompts and len(prompts) > 1:
        # OpenID Connect Core, 3.1.2.1.
        raise _Refused("invalid_request", "prompt=none stands alone")
    return prompts


async def _provider(records: Records, pool: UserPool, client: UserPoolClient, fields: Mapping[str, str]) -> str | None:
    """The name of the provider that the client asks for."""
    name = fields.get("identity_provider")
    if not name and (identifier := fields.get("idp_identifier")):
        found = await records.find_identity_provider(pool.id, identifier)
        if found is None:
            raise _Refused("invalid_request", "no identity provider has this idp_identifier")
        name = found.name
    if name and name not in client.identity_providers:
        raise _Refused("invalid_request", "identity_provider is not among the client's SupportedIdentityProviders")
    return name or None


def _resource(uri: str | None) -> str | None:
    """RFC 8707, 2: absolute, without a fragment; https, or http on this machine, or an app's own scheme."""
    if not uri:
        return None
    try:
        parts = urlsplit(uri)
    except ValueError:
        raise _Refused("invalid_target", "resource is no URI") from None
    if not parts.scheme or parts.fragment or "#" in uri or (parts.scheme == "http" and parts.hostname not in _LOOPBACK):
        raise _Refused("invalid_target", "resource is not absolute, has a fragment, or is plain http")
    return uri


def _max_age(pool: UserPool, text: str | None) -> int | None:
    if not text or pool.settings.user_pool_tier == "LITE":
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise _Refused("invalid_request", "max_age is no number of seconds")
    return int(text)
