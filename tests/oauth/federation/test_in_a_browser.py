"""Real Chromium goes to a provider of another site and back: by redirect and by form, with and without TLS."""

from __future__ import annotations

import base64
import json
import os
import subprocess
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from poolhouse.functions.node_binary import find_node
from tests.conftest import PASSWORD
from tests.oauth.federation.conftest import CALLBACK, StartSamlProvider, client_settings

SCRIPT = Path(__file__).parents[2] / "browser" / "federation.mjs"


def start_of(url: str, client_id: str, **more: str) -> str:
    query = {"response_type": "code", "client_id": client_id, "redirect_uri": CALLBACK, "scope": "openid", **more}
    return f"{url}/oauth2/authorize?{urlencode(query)}"


def visit(start: str, **more: Any) -> dict[str, Any]:
    done = subprocess.run(
        [str(find_node(os.environ["PATH"]).path), str(SCRIPT)],
        input=json.dumps({"start": start, "callback": CALLBACK, **more}),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    seen: dict[str, Any] = json.loads(done.stdout)
    return seen


def client_of(cognito: Any, pool_id: str, provider: str, **settings: Any) -> Any:
    asked = client_settings(provider, **settings)
    return cognito.create_user_pool_client(UserPoolId=pool_id, ClientName="web", **asked)["UserPoolClient"]


def key_of(server: Any) -> str:
    """What the browser is told to trust: the hash of the key in the server's certificate."""
    shown = x509.load_pem_x509_certificate((server.data / "tls" / "server.pem").read_bytes())
    public = shown.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(sha256(public).digest()).decode()


@pytest.mark.parametrize("options", [(), ("--tls",)], ids=["http", "https"])
def test_saml_comes_back_by_a_form_of_another_site(
    new_server: Callable[..., Any], start_saml_provider: StartSamlProvider, options: tuple[str, ...]
) -> None:
    server = new_server(*options)
    cognito = server.client(verify=str(server.data / "tls" / "ca.pem") if options else None)
    # 127.0.0.1 and localhost are two sites.
    provider = start_saml_provider("assertion").replace("127.0.0.1", "localhost")
    pool_id = cognito.create_user_pool(PoolName="harbour")["UserPool"]["Id"]
    cognito.create_identity_provider(
        UserPoolId=pool_id,
        ProviderName="Beacon",
        ProviderType="SAML",
        ProviderDetails={"MetadataURL": f"{provider}/metadata"},
    )
    client_id = client_of(cognito, pool_id, "Beacon")["ClientId"]
    seen = visit(start_of(server.url, client_id), **({"trustedKey": key_of(server)} if options else {}))
    assert seen["location"].startswith(f"{CALLBACK}?code="), seen
    # The trip's cookie is gone; the session's is there.
    prefix = "__Host-" if options else ""
    assert [cookie["name"] for cookie in seen["cookies"]] == [f"{prefix}cognito-{pool_id}"]


def test_a_provider_of_another_site_sends_back_by_redirect(new_server: Callable[..., Any], server: Any) -> None:
    home, cognito = new_server("--host", "localhost"), server.client()
    people = home.client()
    home_id = people.create_user_pool(PoolName="home")["UserPool"]["Id"]
    people.admin_create_user(UserPoolId=home_id, Username="marina", MessageAction="SUPPRESS")
    people.admin_set_user_password(UserPoolId=home_id, Username="marina", Password=PASSWORD, Permanent=True)
    abroad = client_of(
        people, home_id, "COGNITO", CallbackURLs=[f"{server.url}/oauth2/idpresponse"], GenerateSecret=True
    )
    pool_id = cognito.create_user_pool(PoolName="abroad")["UserPool"]["Id"]
    cognito.create_identity_provider(
        UserPoolId=pool_id,
        ProviderName="Home",
        ProviderType="OIDC",
        ProviderDetails={
            "client_id": abroad["ClientId"],
            "client_secret": abroad["ClientSecret"],
            "authorize_scopes": "openid",
            "oidc_issuer": f"{home.url}/{home_id}",
            "attributes_request_method": "GET",
        },
    )
    client_id = client_of(cognito, pool_id, "Home")["ClientId"]
    seen = visit(start_of(server.url, client_id, state="s-1"), username="marina", password=PASSWORD)
    assert seen["location"].startswith(f"{CALLBACK}?code="), seen
    assert seen["location"].endswith("&state=s-1")
    assert f"cognito-{pool_id}" in [cookie["name"] for cookie in seen["cookies"]]
