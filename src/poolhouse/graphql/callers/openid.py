"""OPENID_CONNECT: tokens of any issuer that publishes its keys (OpenID Connect Discovery 1.0)."""

from __future__ import annotations

import re
from typing import Any

from poolhouse.graphql import problems
from poolhouse.graphql.callers.caller import Caller
from poolhouse.graphql.callers.openid_keys import KeysUnavailable, OpenIdKeys
from poolhouse.graphql.modes import Mode, OpenIdProvider, Provider
from poolhouse.tokens.jwt import Unverified


async def identify(provider: Provider, token: Unverified, keys: OpenIdKeys, *, now: float) -> Caller:
    """Raises RequestRefused."""
    openid, claims = provider.openid, token.claims
    assert openid is not None
    try:
        key = await keys.find(openid.issuer, token.header.kid, now=now) if token.header.alg == "RS256" else None
    except KeysUnavailable as failure:
        raise problems.not_authorized(f"keys of {openid.issuer} cannot be had: {failure}") from None
    if key is None or not token.verified_by(key):
        raise problems.not_authorized(f"not signed with an RS256 key of {openid.issuer}")
    _check_times(openid, claims, now)
    if openid.client_ids is not None and not any(_matches(openid.client_ids, value) for value in _clients(claims)):
        raise problems.not_authorized("neither aud nor azp matches ClientId")
    identity = {"sub": claims.get("sub"), "issuer": claims.get("iss"), "claims": claims}
    return Caller(mode=Mode.OPENID_CONNECT, by_default_provider=provider.is_default, identity=identity)


def _check_times(openid: OpenIdProvider, claims: dict[str, Any], now: float) -> None:
    if _seconds(claims, "exp") <= now:
        raise problems.expired_token()
    if "nbf" in claims and _seconds(claims, "nbf") > now:
        raise problems.not_authorized("nbf lies in the future")
    if openid.issued_ttl is not None and _seconds(claims, "iat") + openid.issued_ttl / 1000 <= now:
        raise problems.expired_token()
    if openid.authenticated_ttl is not None and _seconds(claims, "auth_time") + openid.authenticated_ttl / 1000 <= now:
        raise problems.expired_token()


def _seconds(claims: dict[str, Any], name: str) -> float:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise problems.not_authorized(f"claim {name} is missing or no time")
    return value


def _clients(claims: dict[str, Any]) -> list[object]:
    audience = claims.get("aud")
    return [*(audience if isinstance(audience, list) else [audience]), claims.get("azp")]


def _matches(pattern: re.Pattern[str], value: object) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None
