"""The user attributes endpoint: ``GET /oauth2/userInfo`` (OpenID Connect Core, 5.3; Cognito developer guide, "The user
attributes endpoint")."""

from __future__ import annotations

from typing import Any

from poolhouse.errors import ServiceError
from poolhouse.oauth.hosts import pool_of_host
from poolhouse.ports import Clock, Store
from poolhouse.tokens.access_token import AccessTokens
from poolhouse.tokens.id_token import attribute_claims
from poolhouse.tokens.scope_attributes import opened

_FLAGS = ("email_verified", "phone_number_verified")


class BearerRefused(Exception):
    """``code`` and ``description`` go into WWW-Authenticate (RFC 6750, section 3)."""

    def __init__(self, status: int, code: str, description: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.description = description


def _not_valid() -> BearerRefused:
    text = "Access token is expired, disabled, or deleted, or the user has globally signed out."
    return BearerRefused(401, "invalid_token", text)


class UserInfoEndpoint:
    def __init__(self, store: Store, clock: Clock, access_tokens: AccessTokens) -> None:
        self._store = store
        self._clock = clock
        self._access_tokens = access_tokens

    async def answer(self, authorization: str | None, host: str | None) -> dict[str, Any]:
        """The attributes that the token's scopes open and its client may read; at a pool's own domain (``host``) of
        its own users. Raises BearerRefused.
        """
        scheme, _, token = (authorization or "").partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise BearerRefused(400, "invalid_request", "Bad OAuth2 request at UserInfo Endpoint")
        try:
            async with self._store.read() as records:
                bearer = await self._access_tokens.bearer(token.strip(), records, now=self._clock.now(), scope="openid")
                only = await pool_of_host(records, host)
        except ServiceError:
            raise _not_valid() from None
        if only is not None and only != bearer.pool.id:
            raise _not_valid()
        scopes = tuple(str(bearer.claims["scope"]).split())
        claims = attribute_claims(opened(scopes, bearer.user.attributes), bearer.client.readable)
        # Strings here, booleans in the ID token.
        claims |= {name: str(claims[name]).lower() for name in _FLAGS if name in claims}
        return {"sub": bearer.user.sub, **claims, "username": bearer.user.username}
