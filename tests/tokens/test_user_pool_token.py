"""Tokens as a relying party checks them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from poolhouse.tokens import jwt
from poolhouse.tokens.user_pool_token import TokenExpired, TokenRefused, UserPoolTokens

if TYPE_CHECKING:
    from tests.conftest import House

Check = Callable[..., None]


@pytest.fixture
def pool(house: House) -> tuple[str, str]:
    """Pool and client with a user ``marina``."""
    pool_id = house.pool()
    house.user(pool_id)
    return pool_id, house.client_id(pool_id)


@pytest.fixture
def check(house: House) -> Check:
    tokens = UserPoolTokens(house.parts.issuer, house.parts.keys, house.parts.store)

    def checked(token: str, pool_id: str) -> None:
        parsed = jwt.parse(token)
        assert tokens.pool_id_of(parsed)
        house.runner.run(tokens.check(parsed, pool_id, now=house.clock.now()))

    return checked


@pytest.mark.parametrize("kind", ["IdToken", "AccessToken"])
def test_genuine_tokens_pass_until_they_end(house: House, pool: tuple[str, str], check: Check, kind: str) -> None:
    token = house.sign_in(pool[1])[kind]
    check(token, pool[0])
    house.clock.advance(3599)
    check(token, pool[0])
    house.clock.advance(1)
    with pytest.raises(TokenExpired):
        check(token, pool[0])


def test_a_token_of_another_pool_is_refused(house: House, pool: tuple[str, str], check: Check) -> None:
    token = house.sign_in(pool[1])["IdToken"]
    with pytest.raises(TokenRefused):
        check(token, house.pool())


def test_a_token_of_a_deleted_pool_is_refused(house: House, pool: tuple[str, str], check: Check) -> None:
    token = house.sign_in(pool[1])["IdToken"]
    house.call("DeleteUserPool", UserPoolId=pool[0])
    with pytest.raises(TokenRefused):
        check(token, pool[0])


def test_the_key_of_one_kind_does_not_sign_the_other(house: House, pool: tuple[str, str], check: Check) -> None:
    result = house.sign_in(pool[1])

    async def forged() -> str:
        async with house.parts.store.read() as records:
            key = (await house.parts.keys.of(pool[0], records)).for_signing("id")
        return jwt.sign(key.prefix, {**house.claims(result["AccessToken"])}, key.private)

    with pytest.raises(TokenRefused):
        check(house.runner.run(forged()), pool[0])


@pytest.mark.parametrize(
    "change", [{"token_use": "refresh"}, {"token_use": ["id"]}, {"iss": "http://elsewhere/us-east-1_a"}]
)
def test_odd_claims_are_refused(house: House, pool: tuple[str, str], check: Check, change: dict[str, object]) -> None:
    claims = {**house.claims(house.sign_in(pool[1])["IdToken"]), **change}

    async def signed() -> str:
        async with house.parts.store.read() as records:
            key = (await house.parts.keys.of(pool[0], records)).for_signing("id")
        return jwt.sign(key.prefix, claims, key.private)

    with pytest.raises(TokenRefused):
        check(house.runner.run(signed()), pool[0])


@pytest.mark.parametrize("algorithm", ["none", "HS256", "RS512"])
def test_another_algorithm_is_refused(house: House, pool: tuple[str, str], check: Check, algorithm: str) -> None:
    claims = house.claims(house.sign_in(pool[1])["IdToken"])

    async def signed() -> str:
        async with house.parts.store.read() as records:
            key = (await house.parts.keys.of(pool[0], records)).for_signing("id")
        header = jwt.base64url(f'{{"kid":"{key.kid}","alg":"{algorithm}"}}'.encode())
        return jwt.sign(header + b".", claims, key.private)

    with pytest.raises(TokenRefused):
        check(house.runner.run(signed()), pool[0])
