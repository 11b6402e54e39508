"""The issuer in AWS's own form, for back ends whose verifier knows that alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from poolhouse.tokens.issuer import Issuer

if TYPE_CHECKING:
    from tests.conftest import House


@pytest.mark.parametrize(
    ("settings", "host"),
    [
        ({}, "cognito-idp"),
        ({"IssuerConfiguration": {"Type": "ORIGINAL"}}, "cognito-idp"),
        ({"IssuerConfiguration": {"Type": "UPDATED"}}, "issuer-cognito-idp"),
    ],
)
def test_the_form_of_aws(house: House, settings: dict[str, object], host: str) -> None:
    pool_id, issuer = house.pool(**settings), Issuer("aws", "http://localhost:9500")

    async def issuer_of_pool() -> str:
        async with house.parts.store.read() as records:
            pool = await records.get_pool(pool_id)
            assert pool is not None
            return issuer.of(pool)

    found = house.runner.run(issuer_of_pool())
    assert found == f"https://{host}.us-east-1.amazonaws.com/{pool_id}"
    assert issuer.pool_id_of(found) == pool_id
