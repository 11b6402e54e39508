"""The user attributes endpoint: ``GET /oauth2/userInfo`` (OpenID Connect Core, 5.3; Cognito developer guide, "The user
attributes endpoint")."""

from __future__ import annotations

from typing import Any

from poolhouse.errors import ServiceError
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


class UserInfoEndpoint:
    def __init__(self, store: Store, clock: Clock, access_tokens: AccessTokens) -> None:
        self._store = store
        self._clock = clock
        self._access_tokens = access_tokens

    async def answer(self, authorization: str | None) -> dict[str, Any]:
        """The attributes that the token's scopes open and its client may read. Raises BearerRefused."""
        scheme, _, token = (authorization or "").partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise BearerRefused(400, "invalid_request", "Bad OAuth2 request at UserInfo Endpoint")
        try:
            async with self._store.read() as records:
                bearer = await self._access_tokens.bearer(token.strip(), records, now=self._clock.now(), scope="openid")
        except ServiceError:
            raise BearerRefused(
                401,
                "invalid_token",
                "Access token is expired, disabled, or deleted, or the user has globally signed out.",
            ) from None
        scopes = tuple(str(bearer.claims["scope"]).split())
        claims = attribute_claims(opened(scopes, bearer.user.attributes), bearer.client.readable)
        # Strings here, booleans in the ID token.
        claims |= {name: str(claims[name]).lower() for name in _FLAGS if name in claims}
        return {"sub": bearer.user.sub, **claims, "username": bearer.user.username}
