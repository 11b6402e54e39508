"""The tokens of identities: JWTs that GetOpenIdToken gives (developer guide, "Using tokens with identity pools").

AWS signs them with RS512 under ``https://cognito-identity.amazonaws.com``; here it is RS256 under this server's own
issuer, with keys of their own (choice).
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any, cast

import msgspec
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import load_der_private_key

from poolhouse.identity import errors
from poolhouse.model.identity_pool import SIGNING_POOL
from poolhouse.model.user_pool import SigningKey
from poolhouse.ports import Clock, Entropy, Store
from poolhouse.tokens import jwt, keys
from poolhouse.tokens.keys import LoadedKey, PoolKeys

LIFETIME = 600
"""Seconds (API reference, GetOpenIdToken: ten minutes)."""

ISSUER_PATH = f"/{SIGNING_POOL}"
AWS_ISSUER = "https://cognito-identity.amazonaws.com"


class OpenIdTokens:
    """Signs and verifies them. The first use makes the key; nodes that make one at once all know each other's."""

    def __init__(self, base: str, endpoint: str, store: Store, clock: Clock, entropy: Entropy) -> None:
        """``base`` and ``endpoint`` as :class:`poolhouse.tokens.issuer.Issuer` takes them."""
        self._url = (endpoint if base == "aws" else base).rstrip("/") + ISSUER_PATH
        self._issuer = AWS_ISSUER if base == "aws" else self._url
        self._store = store
        self._clock = clock
        self._entropy = entropy
        self._keys = PoolKeys(())

    async def issue(self, *, identity_id: str, pool_id: str, amr: Sequence[str], lifetime: int = LIFETIME) -> str:
        now = int(self._clock.now())
        key = await self._signing_key()
        claims: dict[str, Any] = {
            "sub": identity_id,
            "aud": pool_id,
            "amr": list(amr),
            "iss": self._issuer,
            "exp": now + lifetime,
            "iat": now,
        }
        return jwt.sign(key.prefix, claims, key.private)

    async def verified(self, token: str, *, pool_id: str) -> dict[str, Any]:
        """The claims of a token of this pool that is still valid. Raises ServiceError."""
        try:
            unverified = jwt.parse(token)
        except jwt.Malformed:
            raise errors.NOT_A_TOKEN() from None
        key = await self._find(unverified.header.kid)
        if key is None or unverified.header.alg != "RS256" or not unverified.verified_by(key.public):
            raise errors.NOT_VERIFIED()
        claims, now = unverified.claims, int(self._clock.now())
        if claims["iss"] != self._issuer:
            raise errors.WRONG_ISSUER()
        if claims["aud"] != pool_id:
            raise errors.WRONG_AUDIENCE()
        if claims["exp"] <= now:
            raise errors.TOKEN_EXPIRED(now=now, expiry=claims["exp"])
        return claims

    async def jwks(self) -> bytes:
        await self._signing_key()
        return self._keys.jwks()

    def discovery(self) -> bytes:
        """The OpenID Connect discovery document, in AWS's members."""
        return msgspec.json.encode(
            {
                "issuer": self._issuer,
                "jwks_uri": f"{self._url}/.well-known/jwks.json",
                "response_types_supported": ["id_token"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
            }
        )

    async def _signing_key(self) -> LoadedKey:
        if not self._keys.keys:
            await self._load()
        if not self._keys.keys:
            made, *_ = await keys.generate(SIGNING_POOL, self._clock.now(), self._entropy)
            async with self._store.write() as records:
                if not await records.identity_keys():
                    await records.add_identity_key(made)
            await self._load()
        return self._keys.keys[0]

    async def _find(self, kid: str) -> LoadedKey | None:
        """A key that is not known yet may be another node's, made since; this service never has many."""
        if self._keys.find(kid, "id") is None and len(self._keys.keys) != await self._count():
            await self._load()
        return self._keys.find(kid, "id")

    async def _count(self) -> int:
        async with self._store.read() as records:
            return len(await records.identity_keys())

    async def _load(self) -> None:
        async with self._store.read() as records:
            stored = await records.identity_keys()
        # Loading a key checks it, which takes long enough to keep other requests waiting.
        self._keys = PoolKeys(tuple([await asyncio.to_thread(_loaded, key) for key in stored]))


def _loaded(key: SigningKey) -> LoadedKey:
    private = cast(rsa.RSAPrivateKey, load_der_private_key(key.private_der, password=None))
    return LoadedKey(key.kid, key.use, jwt.header_prefix(key.kid), private, private.public_key())
