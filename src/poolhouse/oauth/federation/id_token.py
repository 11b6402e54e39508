"""ID tokens of providers: OpenID Connect Core 1.0, section 3.1.3.7, and RFC 8725."""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from typing import Any

import msgspec
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, Key, RSAKey, import_key

from poolhouse.oauth.federation.failures import FederationFailed

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
"""Signatures alone: neither ``none`` nor HMAC, whose key would be the public one."""

SKEW_SECONDS = 30
LARGEST = 64 * 1024
MOST_KEYS = 100
_KINDS = {"RS": RSAKey, "PS": RSAKey, "ES": ECKey}


class _Registry(jws.JWSRegistry):
    """Headers may hold a chain of certificates, to which nobody pays attention."""

    max_header_length = 16 * 1024


_REGISTRY = _Registry(algorithms=ALGORITHMS, strict_check_header=False)
"""Unknown header parameters are ignored (RFC 7515, 4), unless ``crit`` names them."""


class UnknownKey(Exception):
    """The provider's keys, as they are known, do not hold the one that signed: it may have a new one."""


def read_keys(document: dict[str, Any]) -> tuple[Key, ...]:
    """The keys of a set (RFC 7517) that can verify signatures here; others are left out (section 5)."""
    members = document.get("keys")
    keys: list[Key] = []
    for member in members[:MOST_KEYS] if isinstance(members, list) else ():
        if not isinstance(member, dict) or member.get("kty") not in ("RSA", "EC") or member.get("use") == "enc":
            continue
        try:
            keys.append(import_key(member))
        except (JoseError, ValueError, TypeError, KeyError):
            continue
    return tuple(keys)


def verify(
    token: str, keys: Iterable[Key], *, issuer: str, client_id: str, nonce: str | None, now: float
) -> dict[str, Any]:
    """The claims of a token that is for this client and this very sign-in. Raises FederationFailed, UnknownKey."""
    claims = _signed_claims(token, keys)
    audience = claims.get("aud")
    audiences = [audience] if isinstance(audience, str) else audience
    if claims.get("iss") != issuer:
        raise FederationFailed("Bad id_token issuer", "iss is not the provider's issuer")
    if not isinstance(audiences, list) or client_id not in audiences:
        raise FederationFailed("Bad id_token audience", "aud does not name the client")
    if claims.get("azp", client_id if len(audiences) == 1 else None) != client_id:
        raise FederationFailed("Bad id_token audience", "azp does not name the client")
    if _number(claims, "exp") + SKEW_SECONDS <= now:
        raise FederationFailed("Bad id_token expiration", "exp is past")
    begins = max(_number(claims, "iat"), _number(claims, "nbf") if "nbf" in claims else 0)
    if begins - SKEW_SECONDS > now:
        raise FederationFailed("Bad id_token issue time", "iat or nbf lies in the future")
    given = claims.get("nonce")
    if nonce is not None and not (isinstance(given, str) and hmac.compare_digest(given.encode(), nonce.encode())):
        raise FederationFailed("Bad id_token nonce", "the nonce is of another sign-in")
    return claims


def check_fresh(claims: dict[str, Any], max_age: int, now: float) -> None:
    """The user has proved who they are within ``max_age`` seconds. Raises FederationFailed."""
    if _number(claims, "auth_time") + max_age + SKEW_SECONDS < now:
        raise FederationFailed("Bad id_token auth_time", "the sign-in at the provider is older than max_age")


def _signed_claims(token: str, keys: Iterable[Key]) -> dict[str, Any]:
    if len(token) > LARGEST:
        raise FederationFailed("Bad id_token", f"longer than {LARGEST} characters")
    try:
        header = jws.extract_compact(token.encode(), registry=_REGISTRY).headers()
    except (JoseError, ValueError):
        raise FederationFailed("Bad id_token", "not a signed token") from None
    algorithm, key_id = header.get("alg"), header.get("kid")
    if algorithm not in ALGORITHMS:
        raise FederationFailed("Bad id_token signature", "the algorithm is not accepted")
    kind = _KINDS[algorithm[:2]]
    fitting = [key for key in keys if isinstance(key, kind) and _may_verify(key, algorithm, key_id)]
    if not fitting:
        raise UnknownKey
    for key in fitting:
        try:
            signed = jws.deserialize_compact(token, key, registry=_REGISTRY)
            return msgspec.json.decode(signed.payload, type=dict[str, Any])
        except (JoseError, ValueError, UnicodeDecodeError, msgspec.MsgspecError, RecursionError):
            continue
    raise FederationFailed("Bad id_token signature", "no key of the provider made this signature")


def _may_verify(key: Key, algorithm: str, key_id: object) -> bool:
    """Without a ``kid`` any key of the kind may have signed."""
    return (key_id is None or key.kid == key_id) and key.alg in (None, algorithm)


def _number(claims: dict[str, Any], name: str) -> float:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise FederationFailed(f"Bad id_token {name}", f"{name} is no number")
    return float(value)
