from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import jwt
import pytest

NEW_EACH_TIME = {"auth_time", "event_id", "exp", "iat", "jti", "origin_jti"}


def claims(token: str, server: Any, pool_id: str) -> dict[str, Any]:
    """Verified claims less those that every session has anew."""
    keys = jwt.PyJWKClient(f"{server.url}/{pool_id}/.well-known/jwks.json")
    options: Any = {"verify_aud": False}
    decoded = jwt.decode(token, keys.get_signing_key_from_jwt(token).key, algorithms=["RS256"], options=options)
    return {name: value for name, value in decoded.items() if name not in NEW_EACH_TIME}


def test_the_tokens_are_those_of_a_sign_in(
    server: Any, make_harbour: Callable[..., Any], poolhouse: Callable[..., Any], changes: str
) -> None:
    harbour = make_harbour(server, changes)
    signed_in = harbour.sign_in()
    minted = poolhouse(
        "token", "--pool", harbour.pool_id, "--client", harbour.client_id, "--user", "marina",
        "--data", str(server.data), "--endpoint", server.url,
    )  # fmt: skip
    assert minted.returncode == 0, minted.stderr
    result = json.loads(minted.stdout)
    assert result.keys() == signed_in.keys()
    assert (result["ExpiresIn"], result["TokenType"]) == (signed_in["ExpiresIn"], signed_in["TokenType"])
    for token in ("IdToken", "AccessToken"):
        ours = claims(result[token], server, harbour.pool_id)
        assert ours == claims(signed_in[token], server, harbour.pool_id)
    assert claims(result["IdToken"], server, harbour.pool_id)["berth"] == 14
    assert harbour.cognito.get_user(AccessToken=result["AccessToken"])["Username"] == "marina"
    refreshed = harbour.cognito.get_tokens_from_refresh_token(
        RefreshToken=result["RefreshToken"], ClientId=harbour.client_id
    )
    assert refreshed["AuthenticationResult"]["AccessToken"]


@pytest.mark.parametrize(("option", "use"), [("--id", "id"), ("--access", "access")])
def test_one_token_for_scripts(
    server: Any, make_harbour: Callable[..., Any], poolhouse: Callable[..., Any], option: str, use: str
) -> None:
    harbour = make_harbour(server)
    minted = poolhouse(
        "token", "--client", harbour.client_id, "--user", "marina@poolhouse.test", option, "--data", str(server.data)
    )
    assert minted.returncode == 1  # the pool has no email alias
    by_name = poolhouse("token", "--client", harbour.client_id, "--user", "marina", option, "--data", str(server.data))
    decoded = jwt.decode(by_name.stdout.strip(), options={"verify_signature": False})
    assert decoded["token_use"] == use
    assert decoded["iss"] == f"http://127.0.0.1:9500/{harbour.pool_id}"


def test_users_who_could_not_sign_in_get_nothing(
    server: Any, make_harbour: Callable[..., Any], poolhouse: Callable[..., Any]
) -> None:
    harbour = make_harbour(server)
    cognito = harbour.cognito
    cognito.sign_up(
        ClientId=harbour.client_id,
        Username="newcomer",
        Password="Tide-Pool!2026",
        UserAttributes=[{"Name": "email", "Value": "newcomer@poolhouse.test"}],
    )
    cognito.admin_create_user(UserPoolId=harbour.pool_id, Username="invited", MessageAction="SUPPRESS")
    cognito.admin_disable_user(UserPoolId=harbour.pool_id, Username="marina")
    for user, words in (
        ("marina", "user marina is disabled"),
        ("newcomer", "UNCONFIRMED"),
        ("invited", "FORCE_CHANGE_PASSWORD"),
        ("nobody", "UserNotFoundException: User does not exist."),
    ):
        refused = poolhouse("token", "--client", harbour.client_id, "--user", user, "--data", str(server.data))
        assert refused.returncode == 1
        assert words in refused.stderr
        assert refused.stdout == ""


def test_a_trigger_that_refuses_keeps_the_tokens_back_and_says_how_to_mend_it(
    server: Any, make_harbour: Callable[..., Any], poolhouse: Callable[..., Any]
) -> None:
    harbour = make_harbour(server, "export const handler = async () => ({ statusCode: 200 });")
    refused = poolhouse("token", "--client", harbour.client_id, "--user", "marina", "--data", str(server.data))
    assert refused.returncode == 1
    assert "InvalidLambdaResponseException: Unrecognizable lambda output" in refused.stderr
    assert "return event" in refused.stderr
    assert refused.stdout == ""
