"""Checks 1 to 13: tokens that must not count."""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Callable
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

REFUSED = {"Invalid Access Token", "Could not verify signature for Access Token"}


def encode(part: Any) -> str:
    data = part if isinstance(part, bytes) else json.dumps(part).encode()
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Port:
    def __init__(self, house: Any) -> None:
        self.house = house
        self.pool = house.pool()
        self.client = house.client_id(self.pool)
        house.user(self.pool)
        self.tokens = house.sign_in(self.client)
        self.header, self.payload, self.signature = self.tokens["AccessToken"].split(".")
        self.claims = house.claims(self.tokens["AccessToken"])

    def head(self) -> dict[str, Any]:
        document: dict[str, Any] = json.loads(base64.urlsafe_b64decode(self.header + "=="))
        return document

    def refused(self, token: str) -> None:
        error, text = self.house.refusal("GetUser", AccessToken=token)
        assert error == "NotAuthorizedException"
        assert text in REFUSED


@pytest.fixture(scope="module")
def port(house: Any) -> Port:
    return Port(house)


@pytest.mark.parametrize("algorithm", ["none", "None", "NONE", "", "RS512", "PS256", "HS256", "ES256"])
def test_01_other_algorithms(port: Port, algorithm: str) -> None:
    head = encode(port.head() | {"alg": algorithm})
    for signature in (port.signature, ""):
        port.refused(f"{head}.{port.payload}.{signature}")


def test_02_the_public_key_as_a_shared_secret(house: Any, port: Port) -> None:

    keys = house.get(f"/{port.pool}/.well-known/jwks.json").json()["keys"]
    public = next(jwt.PyJWK(key).key for key in keys if key["kid"] == port.head()["kid"])
    head = encode(port.head() | {"alg": "HS256"})
    for form in (PublicFormat.SubjectPublicKeyInfo, PublicFormat.PKCS1):
        secret = public.public_bytes(Encoding.PEM, form)
        signature = encode(hmac.digest(secret, f"{head}.{port.payload}".encode(), "sha256"))
        port.refused(f"{head}.{port.payload}.{signature}")


def test_03_keys_that_the_token_brings_along(port: Port) -> None:
    own = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(own.public_key()))
    for reference in ({"jwk": public}, {"jku": "http://localhost:1/jwks.json"}, {"x5u": "http://localhost:1/x"}):
        for kid in (port.head()["kid"], "own"):
            port.refused(jwt.encode(port.claims, own, "RS256", headers={"kid": kid, **reference}))


def test_04_an_unknown_key_id(port: Port) -> None:
    for kid in ("nobody", "../../etc/passwd", "' OR 1=1 --", ""):
        port.refused(f"{encode(port.head() | {'kid': kid})}.{port.payload}.{port.signature}")


def test_05_the_other_kind_of_token(port: Port) -> None:
    port.refused(port.tokens["IdToken"])
    identity = json.loads(base64.urlsafe_b64decode(port.tokens["IdToken"].split(".")[1] + "=="))
    head, _, signature = port.tokens["IdToken"].split(".")
    port.refused(f"{head}.{encode(identity | {'token_use': 'access', 'client_id': port.client})}.{signature}")


def test_05_an_id_key_cannot_sign_access_tokens(house: Any, port: Port) -> None:
    async def id_key() -> Any:
        async with house.parts.store.read() as records:
            return (await house.parts.keys.of(port.pool, records)).for_signing("id")

    key = house.runner.run(id_key())
    port.refused(jwt.encode(port.claims, key.private, "RS256", headers={"kid": key.kid}))


@pytest.mark.parametrize(
    ("head", "claims"),
    [
        ({"alg": "RS512"}, {}),
        ({"alg": "none"}, {}),
        ({"alg": "HS256"}, {}),
        ({}, {"token_use": "id"}),
        ({}, {"iss": "x"}),
    ],
)
def test_even_under_the_right_key(house: Any, port: Port, head: dict[str, str], claims: dict[str, str]) -> None:
    async def access_key() -> Any:
        async with house.parts.store.read() as records:
            return (await house.parts.keys.of(port.pool, records)).for_signing("access")

    fresh = house.claims(house.sign_in(port.client)["AccessToken"])
    signed = f"{encode(port.head() | head)}.{encode(fresh | claims)}"
    key = house.runner.run(access_key()).private
    port.refused(f"{signed}.{encode(key.sign(signed.encode(), PKCS1v15(), SHA256()))}")


def test_06_expired(house: Any, port: Port) -> None:
    fresh = house.sign_in(port.client)["AccessToken"]
    house.clock.advance(3599)
    assert house.call("GetUser", AccessToken=fresh)
    house.clock.advance(1)
    expired = ("NotAuthorizedException", "Access Token has expired")
    assert house.refusal("GetUser", AccessToken=fresh) == expired


def test_06_changed_claims(port: Port) -> None:
    for change in ({"exp": port.claims["exp"] + 10**6}, {"sub": "someone"}, {"scope": "openid"}):
        port.refused(f"{port.header}.{encode(port.claims | change)}.{port.signature}")


def test_07_a_token_of_another_pool(house: Any, port: Port) -> None:
    other = Port(house)
    port.refused(f"{other.header}.{encode(other.claims | {'iss': port.claims['iss']})}.{other.signature}")
    port.refused(f"{port.header}.{encode(port.claims | {'iss': other.claims['iss']})}.{port.signature}")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda token: token + "A",
        lambda token: token[:-1],
        lambda token: token + "=",
        lambda token: token.replace(".", ""),
        lambda token: f".{token}",
        lambda token: f"{token}.",
        lambda token: "..",
        lambda token: "a.b.c",
    ],
)
def test_malformed_texts(port: Port, spoil: Callable[[str], str]) -> None:
    port.refused(spoil(port.tokens["AccessToken"]))


@pytest.mark.parametrize("claims", [[], 5, None, {}, {"iss": 5}, {"token_use": "access", "iss": [], "client_id": 1}])
def test_payloads_of_other_shapes(port: Port, claims: Any) -> None:
    port.refused(f"{port.header}.{encode(claims)}.{port.signature}")
