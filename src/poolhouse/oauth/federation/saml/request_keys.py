"""Keys that sign requests, ready for use."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from poolhouse.directory.saml_keys import private_key, saml_key
from poolhouse.oauth.federation.cached import Cached
from poolhouse.ports import Clock, Store

KEPT_SECONDS = 3600.0


class RequestKeys:
    """By pool. Loading a key costs a hundred signatures."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._loaded: Cached[RSAPrivateKey] = Cached(clock, KEPT_SECONDS, self._load)

    async def of(self, pool_id: str) -> RSAPrivateKey:
        return await self._loaded.get(pool_id)

    async def _load(self, pool_id: str) -> RSAPrivateKey:
        return private_key(await saml_key(self._store, self._clock, pool_id))
