"""Logins by the ID token of a user pool, verified with the pool's own keys."""

from __future__ import annotations

from typing import Any

from poolhouse.identity import errors
from poolhouse.identity.verified_login import VerifiedLogin
from poolhouse.model.identity_pool import IdentityPool, Login
from poolhouse.model.user_pool import UserPool
from poolhouse.ports import Clock, Records
from poolhouse.tokens import jwt
from poolhouse.tokens.issuer import Issuer
from poolhouse.tokens.keys import KeyRing
from poolhouse.tokens.session import signed_out
from poolhouse.wire import cognito_identity as wire


class UserPoolLogins:
    """A pool goes by AWS's name for it and by its issuer without the scheme, which is what Amplify sends."""

    def __init__(self, issuer: Issuer, keys: KeyRing, clock: Clock) -> None:
        self._issuer = issuer
        self._keys = keys
        self._clock = clock

    async def pool_named(self, provider: str, records: Records) -> UserPool | None:
        """The user pool of this provider name; None when no pool here has it."""
        pool_id = self._issuer.pool_id_of(provider)
        pool = await records.get_pool(pool_id) if pool_id else None
        return pool if pool is not None and provider in self.names(pool) else None

    def names(self, pool: UserPool) -> tuple[str, ...]:
        """AWS's name first."""
        return (f"cognito-idp.{pool.region}.amazonaws.com/{pool.id}", self._issuer.of(pool).partition("://")[2])

    async def verified(
        self, identity_pool: IdentityPool, pool: UserPool, token: str, records: Records
    ) -> VerifiedLogin:
        """Raises ServiceError NotAuthorizedException unless the token is an ID token of a client that the identity
        pool takes, and still valid."""
        names = self.names(pool)
        entries = [
            entry for entry in identity_pool.settings.cognito_identity_providers or () if entry.provider_name in names
        ]
        if not entries:
            raise errors.PROVIDER_NOT_SUPPORTED(hint="the user pool is none of the identity pool's providers")
        claims = await self._claims(pool, token, records)
        entry = next((entry for entry in entries if entry.client_id == claims["aud"]), None)
        if entry is None:
            raise errors.PROVIDER_NOT_SUPPORTED(hint="the token's client is none of the identity pool's providers")
        if entry.server_side_token_check:
            await self._check_user(pool, claims, records)
        login = Login(names[0], claims["sub"])
        return VerifiedLogin(login, names, claims["aud"], f"{names[0]}:CognitoSignIn:{login.subject}", claims)

    async def _claims(self, pool: UserPool, token: str, records: Records) -> dict[str, Any]:
        try:
            unverified = jwt.parse(token)
        except jwt.Malformed:
            raise errors.NOT_A_TOKEN() from None
        claims, now = unverified.claims, int(self._clock.now())
        if claims.get("iss") != self._issuer.of(pool):
            raise errors.WRONG_ISSUER()
        if "aud" not in claims:
            raise errors.CLAIM_MISSING(claim="aud", hint="access tokens have none: logins are made of ID tokens")
        # Access tokens have another key: one that a trigger gave an audience does not pass for an ID token.
        key = (await self._keys.of(pool.id, records)).find(unverified.header.kid, "id")
        if key is None or unverified.header.alg != "RS256" or not unverified.verified_by(key.public):
            raise errors.NOT_VERIFIED()
        if claims["exp"] <= now:
            raise errors.TOKEN_EXPIRED(now=now, expiry=claims["exp"])
        return claims

    async def _check_user(self, pool: UserPool, claims: dict[str, Any], records: Records) -> None:
        """ServerSideTokenCheck: the user must still be there, enabled and signed in."""
        user = await records.get_user(pool.id, claims["sub"])
        origin = claims.get("origin_jti")
        if user is None or not user.enabled or signed_out(user, claims["event_id"]):
            raise errors.USER_GONE()
        if origin and await records.is_revoked(origin):
            raise errors.USER_GONE(hint="the session was revoked")


def is_foreign_provider(pool: IdentityPool, provider: str) -> bool:
    """Whether the identity pool names a social, OpenID Connect or SAML provider of this name."""
    settings: wire.IdentityPool = pool.settings
    return (
        provider in (settings.supported_login_providers or {})
        or provider in (settings.saml_provider_arns or ())
        or any(arn.endswith(f":oidc-provider/{provider}") for arn in settings.open_id_connect_provider_arns or ())
    )
