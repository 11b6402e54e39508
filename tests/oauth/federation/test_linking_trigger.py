"""A pre sign-up function that links who comes from a provider to a user whom the pool has already."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import jwt

from tests.oauth.federation.conftest import CALLBACK, Provider, client_settings, details, fields_of

HANDLER = Path(__file__).parent / "handlers" / "link.mjs"


def test_the_user_who_was_linked_is_the_one_who_signs_in(
    new_server: Callable[..., Any], provider: Provider, tmp_path: Path
) -> None:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    config = tmp_path / "poolhouse.toml"
    config.write_text(f'[functions.link]\nhandler = "{HANDLER}"\nenv = {{ SERVER = "http://127.0.0.1:{port}" }}\n')
    server = new_server("--port", str(port), "--config", str(config))
    cognito = server.client()
    arn = "arn:aws:lambda:us-east-1:000000000000:function:link"
    pool = cognito.create_user_pool(PoolName="harbour", LambdaConfig={"PreSignUp": arn})["UserPool"]["Id"]
    cognito.create_identity_provider(
        UserPoolId=pool,
        ProviderName="Lighthouse",
        ProviderType="OIDC",
        ProviderDetails=details(provider),
        AttributeMapping={"email": "email"},
    )
    # AdminCreateUser asks the trigger too; it must not refuse the local user.
    cognito.update_user_pool(UserPoolId=pool, LambdaConfig={})
    cognito.admin_create_user(UserPoolId=pool, Username="ada", MessageAction="SUPPRESS")
    cognito.update_user_pool(UserPoolId=pool, LambdaConfig={"PreSignUp": arn})
    made = cognito.create_user_pool_client(UserPoolId=pool, ClientName="web", **client_settings("Lighthouse"))
    client_id = made["UserPoolClient"]["ClientId"]
    provider.profile = {"email": "ada@lighthouse.test"}
    query = {"response_type": "code", "client_id": client_id, "redirect_uri": CALLBACK, "scope": "openid email"}
    with httpx.Client(base_url=server.url) as browser:
        asked = fields_of(browser.get(f"/oauth2/authorize?{urlencode(query)}").headers["location"])
        provider.nonce = asked["nonce"]
        back = browser.get(f"/oauth2/idpresponse?{urlencode({'code': 'c-1', 'state': asked['state']})}")
        told = fields_of(back.headers["location"])
        assert "code" in told, told
        redeemed = {"grant_type": "authorization_code", "client_id": client_id, "redirect_uri": CALLBACK}
        tokens = browser.post("/oauth2/token", data={**redeemed, "code": told["code"]}).json()
    claims = jwt.decode(tokens["id_token"], options={"verify_signature": False})
    assert claims["cognito:username"] == "ada"
    assert claims["identities"][0]["userId"] == "s-1"
    assert [user["Username"] for user in cognito.list_users(UserPoolId=pool)["Users"]] == ["ada"]
