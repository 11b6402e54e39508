"""ID tokens of a provider that must not sign anybody in (OpenID Connect Core 1.0, 3.1.3.7; RFC 8725)."""

from __future__ import annotations

import base64
import hmac
import time
from typing import Any

import msgspec
import pytest
from joserfc.jwk import RSAKey

from tests.oauth.federation.conftest import OidcPort, Provider, told

NOW = int(time.time())
CENTURY = 36500 * 86400
"""Further than any test moves the house's clock."""


def encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def unsigned(header: dict[str, Any], claims: dict[str, Any]) -> str:
    return f"{encoded(msgspec.json.encode(header))}.{encoded(msgspec.json.encode(claims))}"


def refused(port: OidcPort) -> str:
    answer = told(port.sign_in())
    assert answer["error"] == "invalid_request"
    assert port.users() == []
    return answer["error_description"]


@pytest.mark.parametrize(
    ("claims", "description"),
    [
        ({"iss": "https://elsewhere.test"}, "Bad id_token issuer"),
        ({"iss": None}, "Bad id_token issuer"),
        ({"aud": "another-client"}, "Bad id_token audience"),
        ({"aud": ["another-client"]}, "Bad id_token audience"),
        ({"aud": ["poolhouse", "another-client"]}, "Bad id_token audience"),
        ({"azp": "another-client"}, "Bad id_token audience"),
        ({"aud": None}, "Bad id_token audience"),
        ({"nonce": "of another sign-in"}, "Bad id_token nonce"),
        ({"nonce": None}, "Bad id_token nonce"),
        ({"exp": NOW - CENTURY}, "Bad id_token expiration"),
        ({"exp": None}, "Bad id_token exp"),
        ({"exp": True}, "Bad id_token exp"),
        ({"iat": NOW + CENTURY}, "Bad id_token issue time"),
        ({"nbf": NOW + CENTURY}, "Bad id_token issue time"),
        ({"sub": None}, "Bad userInfo subject"),
        ({"sub": ""}, "Bad userInfo subject"),
        ({"sub": 7}, "no sub"),
    ],
)
def test_claims_of_another_time_place_or_person(
    port: OidcPort, provider: Provider, claims: dict[str, Any], description: str
) -> None:
    provider.claims = claims
    assert refused(port) in (description, "no sub")


def test_several_audiences_with_the_client_as_authorised_party(port: OidcPort, provider: Provider) -> None:
    provider.claims = {"aud": ["poolhouse", "another-client"], "azp": "poolhouse"}
    assert "code" in told(port.sign_in())


def test_alg_none(port: OidcPort, provider: Provider) -> None:
    browser = port.browser()
    provider.nonce = port.authorize(browser)["nonce"]
    header = {"alg": "none", "kid": provider.signer.kid}
    claims = {"iss": provider.url, "aud": "poolhouse", "sub": "s-1", "nonce": provider.nonce, "exp": NOW + CENTURY}
    provider.token = f"{unsigned(header, claims)}."
    assert refused(port) == "Bad id_token signature"


def test_hmac_with_the_public_key(port: OidcPort, provider: Provider) -> None:
    signed = unsigned({"alg": "HS256", "kid": provider.signer.kid}, {"sub": "s-1"})
    digest = hmac.digest(provider.signer.as_pem(private=False), signed.encode(), "sha256")
    provider.token = f"{signed}.{encoded(digest)}"
    assert refused(port) == "Bad id_token signature"


def test_the_key_of_somebody_else(port: OidcPort, provider: Provider) -> None:
    provider.signer = RSAKey.generate_key(2048, {"kid": provider.signer.kid})
    assert refused(port) == "Bad id_token signature"


def test_a_key_that_the_provider_does_not_publish(port: OidcPort, provider: Provider) -> None:
    provider.signer = RSAKey.generate_key(2048, {"kid": "unknown"})
    assert refused(port) == "Bad id_token signature"


def test_keys_that_the_token_brings_along(port: OidcPort, provider: Provider) -> None:
    own = RSAKey.generate_key(2048, {"kid": provider.signer.kid})
    provider.signer = own
    provider.header = {"jwk": own.as_dict(private=False)}
    assert refused(port) == "Bad id_token signature"


@pytest.mark.parametrize("token", ["", "a", "a.b", "a.b.c", "...", "e30.e30.", "x" * 70_000])
def test_what_is_no_token(port: OidcPort, provider: Provider, token: str) -> None:
    provider.token = token
    assert refused(port).startswith("Bad id_token")


def test_the_issuer_that_answers_must_be_the_one_that_was_asked(port: OidcPort, provider: Provider) -> None:
    """RFC 9207: a mix-up of two servers."""
    browser = port.browser()
    asked = port.authorize(browser)
    assert told(port.back(browser, asked, iss="https://elsewhere.test"))["error_description"] == "Bad issuer"
    assert provider.asked("/token") == []
    asked = port.authorize(browser)
    assert "code" in told(port.back(browser, asked, iss=provider.url))


def test_what_a_header_holds_besides_is_ignored(port: OidcPort, provider: Provider) -> None:
    provider.header = {"pi.atm": "x", "x5c": ["A" * 4000], "jku": "https://elsewhere.test/keys"}
    assert "code" in told(port.sign_in())


def test_a_header_that_must_be_understood(port: OidcPort, provider: Provider) -> None:
    signed = unsigned({"alg": "RS256", "kid": provider.signer.kid, "crit": ["exp"], "exp": 1}, {"sub": "s-1"})
    provider.token = f"{signed}.{encoded(b'x' * 256)}"
    assert refused(port).startswith("Bad id_token")
