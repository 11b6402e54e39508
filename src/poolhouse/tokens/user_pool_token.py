"""ID and access tokens of a user pool as a relying party checks them: signature, issuer and time, nothing else.

As for everyone who verifies offline, sign-out and revocation do not show before the token ends (Cognito Developer
Guide, "Verifying JSON web tokens").
"""

from __future__ import annotations

from poolhouse.model.user_pool import TokenUse
from poolhouse.ports import Store
from poolhouse.tokens.issuer import Issuer
from poolhouse.tokens.jwt import Unverified
from poolhouse.tokens.keys import KeyRing

_USES: tuple[TokenUse, ...] = ("id", "access")


class TokenRefused(Exception):
    """The token is not of this pool; the text says why and is not for the caller."""


class TokenExpired(Exception):
    """A genuine token, too late."""


class UserPoolTokens:
    """Looks keys up in the store once; they stay in the key ring."""

    def __init__(self, issuer: Issuer, keys: KeyRing, store: Store) -> None:
        self._issuer = issuer
        self._keys = keys
        self._store = store

    def pool_id_of(self, token: Unverified) -> str | None:
        """The pool that the token says to be from; nothing is checked yet."""
        return self._issuer.pool_id_of(token.claims.get("iss"))

    async def check(self, token: Unverified, pool_id: str, *, now: float) -> None:
        """Raises TokenRefused, TokenExpired. ``now`` in Unix seconds."""
        claims, use = token.claims, token.claims.get("token_use")
        if token.header.alg != "RS256" or use not in _USES:
            raise TokenRefused("neither an ID nor an access token")
        async with self._store.read() as records:
            pool = await records.get_pool(pool_id)
            if pool is None or claims.get("iss") != self._issuer.of(pool):
                raise TokenRefused("of another issuer, or of a pool that does not exist")
            key = (await self._keys.of(pool.id, records)).find(token.header.kid, use)
        if key is None or not token.verified_by(key.public):
            raise TokenRefused("not signed with a key of the pool")
        if claims["exp"] <= now:
            raise TokenExpired
