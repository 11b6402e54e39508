"""A pool's signing keys: one RSA-2048 pair for ID tokens and another for access tokens."""

from __future__ import annotations

import asyncio
from typing import cast

import msgspec
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)

from poolhouse.model.identifiers import key_id
from poolhouse.model.user_pool import SigningKey, TokenUse
from poolhouse.ports import Entropy, Records
from poolhouse.tokens.jwt import base64url, header_prefix


async def generate(pool_id: str, now: float, entropy: Entropy) -> list[SigningKey]:
    """One key for each kind of token. Takes some 0.2 s of computing, in a thread."""
    return [
        SigningKey(
            pool_id=pool_id,
            kid=key_id(entropy.token_bytes),
            use=use,
            private_der=await asyncio.to_thread(_generate_der),
            created_at=now,
        )
        for use in cast(tuple[TokenUse, ...], ("id", "access"))
    ]


def _generate_der() -> bytes:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


class LoadedKey(msgspec.Struct, frozen=True):
    """A key ready for use."""

    kid: str
    use: TokenUse
    prefix: bytes
    private: rsa.RSAPrivateKey
    public: rsa.RSAPublicKey

    def jwk(self) -> dict[str, str]:
        """RFC 7517 and RFC 7518, 6.3.1."""
        numbers = self.public.public_numbers()
        return {
            "alg": "RS256",
            "e": _integer(numbers.e),
            "kid": self.kid,
            "kty": "RSA",
            "n": _integer(numbers.n),
            "use": "sig",
        }


def _integer(value: int) -> str:
    return base64url(value.to_bytes((value.bit_length() + 7) // 8, "big")).decode()


class PoolKeys(msgspec.Struct, frozen=True):
    """All keys of a pool, the newest of each use first."""

    keys: tuple[LoadedKey, ...]

    def for_signing(self, use: TokenUse) -> LoadedKey:
        return next(key for key in self.keys if key.use == use)

    def find(self, kid: str, use: TokenUse) -> LoadedKey | None:
        return next((key for key in self.keys if key.kid == kid and key.use == use), None)

    def jwks(self) -> bytes:
        return msgspec.json.encode({"keys": [key.jwk() for key in self.keys]})


class KeyRing:
    """Loaded keys by pool. Loading a key checks it, which costs a hundred signatures: it happens once."""

    def __init__(self) -> None:
        self._pools: dict[str, PoolKeys] = {}

    async def of(self, pool_id: str, records: Records) -> PoolKeys:
        """Raises Gone: there is no such pool any more."""
        keys = self._pools.get(pool_id)
        if keys is None:
            loaded = tuple(_load(key) for key in await records.signing_keys(pool_id))
            keys = self._pools[pool_id] = PoolKeys(loaded)
        return keys

    def forget(self, pool_id: str) -> None:
        self._pools.pop(pool_id, None)


def _load(key: SigningKey) -> LoadedKey:
    private = cast(rsa.RSAPrivateKey, load_der_private_key(key.private_der, password=None))
    return LoadedKey(key.kid, key.use, header_prefix(key.kid), private, private.public_key())
