"""aws-amplify signs in by redirect, which it does over https only: the server speaks TLS with its own authority."""

from __future__ import annotations

import base64
import json
import os
import socket
import ssl
import subprocess
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from poolhouse.functions.node_binary import find_node

ROOT = Path(__file__).parents[2]
BROWSER = ROOT / "tests" / "browser"
EXAMPLES = ROOT / "examples"
PASSWORD = "Tide-Pool!2026"


def test_sign_in_with_redirect(new_server: Callable[..., Any], tmp_path: Path) -> None:
    server = new_server("--tls")
    cognito = server.client(verify=str(server.data / "tls" / "ca.pem"))
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    here = f"http://127.0.0.1:{port}/"
    pool = cognito.create_user_pool(PoolName="harbour")["UserPool"]["Id"]
    client = cognito.create_user_pool_client(
        UserPoolId=pool,
        ClientName="amplify",
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthFlows=["code"],
        AllowedOAuthScopes=["openid", "email", "aws.cognito.signin.user.admin"],
        SupportedIdentityProviders=["COGNITO"],
        CallbackURLs=[here],
        LogoutURLs=[here],
    )["UserPoolClient"]["ClientId"]
    cognito.admin_create_user(
        UserPoolId=pool,
        Username="marina",
        UserAttributes=[
            {"Name": "email", "Value": "marina@poolhouse.test"},
            {"Name": "email_verified", "Value": "true"},
        ],
        MessageAction="SUPPRESS",
    )
    cognito.admin_set_user_password(UserPoolId=pool, Username="marina", Password=PASSWORD, Permanent=True)

    site = _built(tmp_path / "site")
    address = urlsplit(server.url)
    oauth = {
        "domain": address.netloc,
        "scopes": ["openid", "email", "aws.cognito.signin.user.admin"],
        "redirectSignIn": [here],
        "redirectSignOut": [here],
        "responseType": "code",
    }
    settings = {
        "userPoolId": pool,
        "userPoolClientId": client,
        "userPoolEndpoint": f"{server.url}/",
        "loginWith": {"oauth": oauth},
    }
    (site / "settings.json").write_text(json.dumps({"Auth": {"Cognito": settings}}))
    values = {
        "site": str(site),
        "port": port,
        "url": server.url,
        "username": "marina",
        "password": PASSWORD,
        "trustedKey": _key_of(address.hostname or "", address.port or 443),
    }
    done = subprocess.run(
        [str(find_node(os.environ["PATH"]).path), str(BROWSER / "amplify_redirect.mjs")],
        input=json.dumps(values),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert seen["complaints"] == []
    assert seen["secure"]
    signed_in = seen["signedIn"]
    assert signed_in["user"]["username"] == "marina"
    assert signed_in["id"]["iss"] == f"{server.url}/{pool}"
    assert signed_in["id"]["email"] == "marina@poolhouse.test"
    assert signed_in["access"]["scope"] == "openid email aws.cognito.signin.user.admin"
    cookies = {cookie["name"]: cookie for cookie in seen["cookies"]}
    assert cookies.keys() == {f"__Host-cognito-{pool}", "__Host-XSRF-TOKEN"}
    for cookie in cookies.values():
        assert cookie["secure"]
        assert cookie["httpOnly"]
        assert cookie["sameSite"] == "Lax"
        assert cookie["path"] == "/"
    assert [cookie["name"] for cookie in seen["left"]] == ["__Host-XSRF-TOKEN"], "the session's cookie is gone"


def _built(folder: Path) -> Path:
    """The page with aws-amplify bundled into it."""
    folder.mkdir()
    source = BROWSER / "amplify_redirect"
    (folder / "index.html").write_bytes((source / "index.html").read_bytes())
    modules = EXAMPLES / "node_modules"
    done = subprocess.run(
        [
            *(str(modules / ".bin" / "esbuild"), str(source / "main.js"), "--bundle", "--format=esm"),
            f"--outfile={folder / 'main.js'}",
        ],
        env={**os.environ, "NODE_PATH": str(modules)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder


def _key_of(host: str, port: int) -> str:
    """The fingerprint by which Chromium is told to trust a server's key."""
    certificate = x509.load_pem_x509_certificate(ssl.get_server_certificate((host, port)).encode())
    key = certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(sha256(key).digest()).decode()
