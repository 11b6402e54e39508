"""A passkey in real Chromium, from a page on another port of localhost; and what passkeys cost who uses none."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from poolhouse.functions.node_binary import find_node

SCRIPT = Path(__file__).parents[1] / "browser" / "passkey.mjs"
PASSWORD = "Harbour-7-Wall"


class Application(BaseHTTPRequestHandler):
    """An application's page without content."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><html lang=en><title>Application</title><link rel=icon href=data:,>")

    def log_message(self, *_: object) -> None:
        """Tests are quiet."""


@pytest.fixture
def application() -> Iterator[str]:
    listening = ThreadingHTTPServer(("127.0.0.1", 0), Application)
    threading.Thread(target=listening.serve_forever, daemon=True).start()
    yield f"http://localhost:{listening.server_port}/"
    listening.shutdown()
    listening.server_close()


def test_a_browser_registers_a_passkey_and_signs_in(server: Any, cognito: Any, application: str) -> None:
    policies = {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "WEB_AUTHN"]}}
    pool = cognito.create_user_pool(PoolName="passkeys", Policies=policies)["UserPool"]["Id"]
    configuration = {"RelyingPartyId": "localhost", "UserVerification": "required"}
    cognito.set_user_pool_mfa_config(UserPoolId=pool, WebAuthnConfiguration=configuration)
    client = cognito.create_user_pool_client(
        UserPoolId=pool, ClientName="web", ExplicitAuthFlows=["ALLOW_USER_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
    )["UserPoolClient"]["ClientId"]
    cognito.admin_create_user(UserPoolId=pool, Username="marina", MessageAction="SUPPRESS")
    cognito.admin_set_user_password(UserPoolId=pool, Username="marina", Password=PASSWORD, Permanent=True)
    parameters = {"USERNAME": "marina", "PREFERRED_CHALLENGE": "PASSWORD", "PASSWORD": PASSWORD}
    signed_in = cognito.initiate_auth(AuthFlow="USER_AUTH", ClientId=client, AuthParameters=parameters)
    token = signed_in["AuthenticationResult"]["AccessToken"]

    done = subprocess.run(
        [find_node(os.environ["PATH"]).path, SCRIPT],
        input=json.dumps({"page": application, "url": server.url, "client": client, "token": token}),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["again"] == "InvalidStateError"
    assert [(one["rpId"], one["isResidentCredential"]) for one in report["held"]] == [("localhost", True)]
    (shown,) = report["credentials"]
    assert shown["AuthenticatorAttachment"] == "platform"
    assert shown["AuthenticatorTransports"] == ["internal"]
    assert len(report["results"]) == 2
    for result in report["results"]:
        assert cognito.get_user(AccessToken=result["AccessToken"])["Username"] == "marina"


def test_the_library_loads_with_the_first_passkey() -> None:
    program = "import sys, poolhouse.app; sys.exit('webauthn' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
