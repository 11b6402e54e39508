"""The public keys of OpenID Connect issuers, fetched when first needed and kept for a while.

Sources: OpenID Connect Discovery 1.0, section 4; RFC 7517.
"""

from __future__ import annotations

import asyncio
import math
from typing import Any

import msgspec
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey, RSAPublicNumbers
from msgspec.structs import replace

from poolhouse.graphql.ports import Web, WebFailure
from poolhouse.tokens.jwt import Malformed, from_base64url

KEPT_SECONDS = 3600.0
RETRY_SECONDS = 30.0
"""After an unknown key or a failure, keys are fetched again, but no sooner than this after the last time: anyone may
send tokens that name an issuer."""

_FETCH_SECONDS = 5.0
_MOST_ISSUERS = 200
_MOST_KEYS = 100
_SMALLEST_MODULUS_BITS = 2048


class KeysUnavailable(Exception):
    """The issuer does not answer as it should; the text says how."""


class _Issuer(msgspec.Struct, frozen=True):
    """``fetched_at``: when the keys came; ``tried_at``: when they were last asked for. Unix seconds."""

    keys: dict[str, RSAPublicKey]
    fetched_at: float = -math.inf
    tried_at: float = -math.inf
    failure: str = ""

    def is_fresh(self, now: float) -> bool:
        return 0 <= now - self.fetched_at < KEPT_SECONDS

    def may_be_asked(self, now: float) -> bool:
        return not 0 <= now - self.tried_at < RETRY_SECONDS


class OpenIdKeys:
    """Only issuers of the deployed APIs are asked."""

    def __init__(self, web: Web) -> None:
        self._web = web
        self._known: dict[str, _Issuer] = {}
        self._locks: dict[str, asyncio.Lock] = {}

    async def find(self, issuer: str, kid: str, *, now: float) -> RSAPublicKey | None:
        """Raises KeysUnavailable. ``now`` in Unix seconds."""
        async with self._locks.setdefault(issuer, asyncio.Lock()):
            known = self._known.get(issuer, _Issuer({}))
            if (not known.is_fresh(now) or kid not in known.keys) and known.may_be_asked(now):
                try:
                    known = _Issuer(await self._fetch(issuer), now, now)
                except KeysUnavailable as failure:
                    known = replace(known, tried_at=now, failure=str(failure))
                self._keep(issuer, known)
        if not known.is_fresh(now):
            raise KeysUnavailable(known.failure)
        return known.keys.get(kid)

    def _keep(self, issuer: str, known: _Issuer) -> None:
        self._known.pop(issuer, None)
        self._known[issuer] = known
        if len(self._known) > _MOST_ISSUERS:
            oldest = next(iter(self._known))
            del self._known[oldest], self._locks[oldest]

    async def _fetch(self, issuer: str) -> dict[str, RSAPublicKey]:
        discovery = await self._document(f"{issuer}/.well-known/openid-configuration")
        address = discovery.get("jwks_uri")
        if str(discovery.get("issuer", "")).rstrip("/") != issuer or not isinstance(address, str):
            raise KeysUnavailable("the discovery document names another issuer or no keys")
        listed = (await self._document(address)).get("keys")
        if not isinstance(listed, list):
            raise KeysUnavailable("the key set has no keys")
        return dict(pair for jwk in listed[:_MOST_KEYS] if (pair := _key(jwk)) is not None)

    async def _document(self, url: str) -> dict[str, Any]:
        try:
            answer = await self._web.send("GET", url, {"accept": "application/json"}, b"", timeout=_FETCH_SECONDS)
        except WebFailure as failure:
            raise KeysUnavailable(str(failure)) from None
        if answer.status != 200:
            raise KeysUnavailable(f"{url} answered {answer.status}")
        try:
            return msgspec.json.decode(answer.body, type=dict[str, Any])
        except (ValueError, RecursionError):
            raise KeysUnavailable(f"{url} did not answer with a JSON object") from None


def _key(jwk: object) -> tuple[str, RSAPublicKey] | None:
    """None for keys of other kinds and uses."""
    if not isinstance(jwk, dict) or jwk.get("kty") != "RSA" or jwk.get("use", "sig") != "sig":
        return None
    kid, modulus, exponent = jwk.get("kid"), jwk.get("n"), jwk.get("e")
    if not (isinstance(kid, str) and isinstance(modulus, str) and isinstance(exponent, str)):
        return None
    try:
        numbers = [int.from_bytes(from_base64url(text.encode()), "big") for text in (exponent, modulus)]
        key = RSAPublicNumbers(*numbers).public_key()
    except (Malformed, ValueError):
        return None
    return (kid, key) if key.key_size >= _SMALLEST_MODULUS_BITS else None
