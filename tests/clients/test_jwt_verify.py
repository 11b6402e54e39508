"""aws-jwt-verify, the verifier that AWS recommends to back ends."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


def tokens(result: dict[str, Any]) -> dict[str, str]:
    return {"id": result["IdToken"], "access": result["AccessToken"]}


class TestIssuerOfAws:
    @pytest.fixture
    def server(self, new_server: Callable[..., Any], tmp_path: Path) -> Any:
        config = tmp_path / "poolhouse.toml"
        config.write_text('issuer = "aws"\n')
        return new_server("--config", str(config))

    def test_verifier_of_user_pools(self, make_pool: Any, make_user: Any, tokens_of: Any, run_scenario: Any) -> None:
        pool, other = make_pool(), make_pool()
        make_user(pool, groups=("divers", "crew"))
        make_user(other, groups=("admins",))
        seen = run_scenario(
            "jwt_verify",
            poolId=pool.id,
            clientId=pool.client_id,
            tokens=tokens(tokens_of(pool)),
            foreignToken=tokens_of(other)["IdToken"],
        )

        issuer = f"https://cognito-idp.us-east-1.amazonaws.com/{pool.id}"
        assert seen["id"]["iss"] == seen["access"]["iss"] == issuer
        assert seen["id"]["cognito:username"] == seen["access"]["username"] == "marina"
        assert seen["refused"] == {
            "otherUse": "CognitoJwtInvalidTokenUseError",
            "otherGroup": "CognitoJwtInvalidGroupError",
            "otherScope": "JwtInvalidScopeError",
            "otherClient": "CognitoJwtInvalidClientIdError",
            "otherPool": "ParameterValidationError",
            "otherKey": "KidNotFoundInJwksError",
            "tampered": "JwtInvalidSignatureError",
        }
        assert set(seen["fetched"]) == {f"{issuer}/.well-known/jwks.json"}


def test_verifier_of_any_issuer(make_pool: Any, make_user: Any, tokens_of: Any, run_scenario: Any) -> None:
    pool = make_pool()
    make_user(pool)
    seen = run_scenario(
        "jwt_verify_own_issuer", poolId=pool.id, clientId=pool.client_id, tokens=tokens(tokens_of(pool))
    )
    assert seen["id"]["aud"] == seen["access"]["client_id"] == pool.client_id
    assert seen["refused"] == "JwtInvalidAudienceError"
