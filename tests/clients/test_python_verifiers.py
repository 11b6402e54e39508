"""PyJWT and joserfc, with what the server publishes and nothing else."""

from __future__ import annotations

import base64
import json
from typing import Any

import httpx
import jwt
import pytest
from joserfc import jwt as joserfc_jwt
from joserfc.jwk import KeySet


def verified(server: Any, pool: Any, token: str, **checks: Any) -> dict[str, Any]:
    """The claims, checked as a resource server does that knows the issuer's address only."""
    issuer = f"{server.url}/{pool.id}"
    discovered = httpx.get(f"{issuer}/.well-known/openid-configuration").json()
    assert discovered["issuer"] == issuer
    key = jwt.PyJWKClient(discovered["jwks_uri"]).get_signing_key_from_jwt(token)
    algorithms = discovered["id_token_signing_alg_values_supported"]
    claims: dict[str, Any] = jwt.decode(
        token,
        key,
        algorithms=algorithms,
        issuer=issuer,
        options={"require": ["sub", "iat", "exp", "auth_time"]},
        **checks,
    )
    return claims


def test_pyjwt_accepts_both_tokens(server: Any, make_pool: Any, make_user: Any, tokens_of: Any) -> None:
    pool = make_pool()
    make_user(pool, groups=("divers",))
    result = tokens_of(pool)

    id_claims = verified(server, pool, result["IdToken"], audience=pool.client_id)
    assert id_claims["token_use"] == "id"
    assert id_claims["cognito:groups"] == ["divers"]
    assert id_claims["email_verified"] is True
    access_claims = verified(server, pool, result["AccessToken"])
    assert access_claims["token_use"] == "access"
    assert access_claims["client_id"] == pool.client_id
    assert "aud" not in access_claims
    assert access_claims["event_id"] == id_claims["event_id"]


def test_pyjwt_refuses_another_audience(server: Any, make_pool: Any, make_user: Any, tokens_of: Any) -> None:
    pool = make_pool()
    make_user(pool)
    with pytest.raises(jwt.InvalidAudienceError):
        verified(server, pool, tokens_of(pool)["IdToken"], audience="another")


def test_pyjwt_refuses_changed_claims(server: Any, make_pool: Any, make_user: Any, tokens_of: Any) -> None:
    pool = make_pool()
    make_user(pool)
    header, payload, signature = tokens_of(pool)["AccessToken"].split(".")
    claims = json.loads(base64.urlsafe_b64decode(payload + "=="))
    changed = base64.urlsafe_b64encode(json.dumps({**claims, "scope": "everything"}).encode()).decode().rstrip("=")
    with pytest.raises(jwt.InvalidSignatureError):
        verified(server, pool, f"{header}.{changed}.{signature}")


def test_pools_share_no_keys(server: Any, make_pool: Any, make_user: Any, tokens_of: Any) -> None:
    pool, other = make_pool(), make_pool()
    make_user(other)
    with pytest.raises(jwt.PyJWKClientError, match="Unable to find a signing key"):
        verified(server, pool, tokens_of(other)["IdToken"])


def test_joserfc_reads_header_and_claims(server: Any, make_pool: Any, make_user: Any, tokens_of: Any) -> None:
    pool = make_pool()
    make_user(pool)
    result = tokens_of(pool)
    document = httpx.get(f"{server.url}/{pool.id}/.well-known/jwks.json").json()
    keys = KeySet.import_key_set(document)

    id_token = joserfc_jwt.decode(result["IdToken"], keys, algorithms=["RS256"])
    access_token = joserfc_jwt.decode(result["AccessToken"], keys, algorithms=["RS256"])
    assert id_token.header["alg"] == access_token.header["alg"] == "RS256"
    assert set(id_token.header) == set(access_token.header) == {"alg", "kid"}
    # One key for each kind of token, as in AWS.
    assert {id_token.header["kid"], access_token.header["kid"]} == {key["kid"] for key in document["keys"]}
    assert len(document["keys"]) == 2
    assert id_token.claims["sub"] == access_token.claims["sub"]
