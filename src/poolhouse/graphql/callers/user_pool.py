"""AMAZON_COGNITO_USER_POOLS: ID or access tokens of a pool of this server."""

from __future__ import annotations

from typing import Any

from poolhouse.graphql import problems
from poolhouse.graphql.callers.caller import Caller
from poolhouse.graphql.modes import Mode, Provider
from poolhouse.graphql.ports import UserPoolTokens
from poolhouse.tokens.jwt import Unverified
from poolhouse.tokens.user_pool_token import TokenExpired, TokenRefused

_CLIENT_CLAIMS = {"id": "aud", "access": "client_id"}
_NAME_CLAIMS = {"id": "cognito:username", "access": "username"}


async def identify(
    provider: Provider, token: Unverified, tokens: UserPoolTokens, *, source_ips: list[str], now: float
) -> Caller:
    """Raises RequestRefused."""
    pool = provider.user_pool
    assert pool is not None
    try:
        await tokens.check(token, pool.pool_id, now=now)
    except TokenExpired:
        raise problems.expired_token() from None
    except TokenRefused as refused:
        raise problems.not_authorized(f"user pool token refused: {refused}") from None
    claims, kind = token.claims, token.claims["token_use"]
    client_id = claims.get(_CLIENT_CLAIMS[kind])
    if pool.client_ids is not None and not (isinstance(client_id, str) and pool.client_ids.fullmatch(client_id)):
        raise problems.not_authorized(f"app client {client_id!r} does not match AppIdClientRegex")
    groups = _groups(claims)
    identity = {
        "sub": claims.get("sub"),
        "issuer": claims.get("iss"),
        "username": claims.get(_NAME_CLAIMS[kind]),
        "claims": claims,
        "sourceIp": source_ips,
        "defaultAuthStrategy": pool.default_action,
        "groups": groups,
    }
    return Caller(
        mode=Mode.USER_POOLS,
        by_default_provider=provider.is_default,
        identity=identity,
        groups=frozenset(groups or ()),
        default_action=pool.default_action,
    )


def _groups(claims: dict[str, Any]) -> list[str] | None:
    """As signed: what a pre token generation trigger made of the groups is what counts."""
    groups = claims.get("cognito:groups")
    return [group for group in groups if isinstance(group, str)] if isinstance(groups, list) else None
