"""Access tokens: their claims before the trigger sees them, and who presents one."""

from __future__ import annotations

from typing import Any

import msgspec

from poolhouse import errors
from poolhouse.model.user import User
from poolhouse.model.user_pool import UserPool, UserPoolClient
from poolhouse.ports import Records
from poolhouse.tokens import jwt
from poolhouse.tokens.grant import Grant
from poolhouse.tokens.issuer import Issuer
from poolhouse.tokens.keys import KeyRing
from poolhouse.tokens.session import API_SCOPES, OAUTH_VERSION, signed_out


def base_claims(grant: Grant) -> dict[str, Any]:
    """Everything but ``scope``, which the merge adds (developer guide, "Understanding the access token")."""
    user, client, groups, session = grant.user, grant.client, grant.groups, grant.session
    claims: dict[str, Any] = {"sub": user.sub}
    if session.device_key:
        claims["device_key"] = session.device_key
    if groups.names:
        claims["cognito:groups"] = list(groups.names)
    claims["iss"] = grant.issuer
    claims["client_id"] = client.id
    if client.tracks_sessions:
        claims["origin_jti"] = session.origin_jti
    claims["event_id"] = session.event_id
    if session.resource:
        claims["aud"] = session.resource
    if session.through_oauth:
        claims["version"] = OAUTH_VERSION
    claims["token_use"] = "access"  # noqa: S105 - a claim, not a secret
    claims["auth_time"] = session.auth_time
    claims["exp"] = grant.now + client.lifetime("access")
    claims["iat"] = grant.now
    claims["jti"] = grant.new_jti()
    claims["username"] = user.username
    return claims


class Bearer(msgspec.Struct, frozen=True):
    """Who presents a valid access token."""

    pool: UserPool
    client: UserPoolClient
    user: User
    claims: dict[str, Any]


class AccessTokens:
    """Checks access tokens for the operations that a signed-in user calls."""

    def __init__(self, issuer: Issuer, keys: KeyRing) -> None:
        self._issuer = issuer
        self._keys = keys

    async def bearer(self, token: str, records: Records, *, now: float, scope: str = API_SCOPES[0]) -> Bearer:
        """Raises ServiceError: malformed, foreign, expired, revoked, without the ``scope`` asked for, or of nobody."""
        try:
            unverified = jwt.parse(token)
        except jwt.Malformed:
            raise errors.ACCESS_TOKEN_INVALID() from None
        claims = unverified.claims
        pool_id, client_id = self._issuer.pool_id_of(claims.get("iss")), claims.get("client_id")
        if claims.get("token_use") != "access" or unverified.header.alg != "RS256" or not isinstance(client_id, str):
            raise errors.ACCESS_TOKEN_INVALID()
        pool = await records.get_pool(pool_id) if pool_id else None
        if pool is None or claims["iss"] != self._issuer.of(pool):
            raise errors.ACCESS_TOKEN_INVALID(hint="the token is of another issuer or of a pool that does not exist")
        key = (await self._keys.of(pool.id, records)).find(unverified.header.kid, "access")
        if key is None or not unverified.verified_by(key.public):
            raise errors.ACCESS_TOKEN_UNSIGNED()
        if claims["exp"] <= now:
            raise errors.ACCESS_TOKEN_EXPIRED()
        return await self._owner(pool, client_id, claims, records, scope)

    async def _owner(
        self, pool: UserPool, client_id: str, claims: dict[str, Any], records: Records, scope: str
    ) -> Bearer:
        client = await records.get_client(client_id)
        if client is None or client.pool_id != pool.id:
            raise errors.CLIENT_NOT_FOUND(client_id=client_id)
        user = await records.get_user(pool.id, claims["sub"])
        if user is None:
            raise errors.USER_NOT_FOUND()
        # Without origin_jti nobody revokes a session but the server itself, when a code is used twice.
        session_id = claims.get("origin_jti") or claims["event_id"]
        if signed_out(user, claims["event_id"]) or await records.is_revoked(session_id):
            raise errors.ACCESS_TOKEN_REVOKED()
        if not user.enabled:
            raise errors.ACCESS_TOKEN_REVOKED(hint="the user is disabled")
        if scope not in str(claims.get("scope", "")).split():
            raise errors.ACCESS_TOKEN_SCOPE(hint=f"{scope} is not among the token's scopes")
        return Bearer(pool, client, user, claims)
