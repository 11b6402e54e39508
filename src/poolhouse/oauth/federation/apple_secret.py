"""The client secret of Sign in with Apple: a token that the developer's key signs.

Source: Apple developer documentation, "Creating a client secret".
"""

from __future__ import annotations

from collections.abc import Mapping

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from poolhouse.oauth.federation.failures import FederationFailed

AUDIENCE = "https://appleid.apple.com"
LIFETIME_SECONDS = 300


def apple_secret(details: Mapping[str, str], now: float) -> str:
    """``private_key`` is PKCS #8 in Base64, with or without the lines of PEM. Raises FederationFailed."""
    key = details["private_key"]
    pem = key if "-----BEGIN" in key else f"-----BEGIN PRIVATE KEY-----\n{key}\n-----END PRIVATE KEY-----\n"
    claims = {
        "iss": details["team_id"],
        "iat": int(now),
        "exp": int(now) + LIFETIME_SECONDS,
        "aud": AUDIENCE,
        "sub": details["client_id"],
    }
    try:
        return jwt.encode({"alg": "ES256", "kid": details["key_id"]}, claims, ECKey.import_key(pem), ["ES256"])
    except (JoseError, ValueError, TypeError):
        raise FederationFailed("error getting token", "private_key is no key for ES256") from None
