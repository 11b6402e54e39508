"""``examples/server-side-app``: the application as it is; a browser without scripts signs in, and out."""

from __future__ import annotations

import os
import re
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from poolhouse.functions.node_binary import find_node
from tests.examples.conftest import EXAMPLES, PASSWORD

FOLDER = EXAMPLES / "server-side-app"


@dataclass(frozen=True)
class Office:
    url: str
    pages: str


@pytest.fixture
def office(server: Any, cognito: Any) -> Iterator[Office]:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    url = f"http://localhost:{port}"
    pool = cognito.create_user_pool(PoolName="harbour", UsernameAttributes=["email"])["UserPool"]["Id"]
    client = cognito.create_user_pool_client(
        UserPoolId=pool,
        ClientName="server-side-app",
        GenerateSecret=True,
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthFlows=["code"],
        AllowedOAuthScopes=["openid", "email"],
        SupportedIdentityProviders=["COGNITO"],
        CallbackURLs=[f"{url}/callback"],
        LogoutURLs=[f"{url}/"],
    )["UserPoolClient"]
    cognito.admin_create_user(
        UserPoolId=pool,
        Username="marina@poolhouse.test",
        UserAttributes=[{"Name": "email_verified", "Value": "true"}],
        MessageAction="SUPPRESS",
    )
    cognito.admin_set_user_password(
        UserPoolId=pool, Username="marina@poolhouse.test", Password=PASSWORD, Permanent=True
    )
    process = subprocess.Popen(
        [str(find_node(os.environ["PATH"]).path), "server.ts"],
        cwd=FOLDER,
        stdout=subprocess.PIPE,
        text=True,
        env={
            **os.environ,
            "ISSUER": f"{server.url}/{pool}",
            "CLIENT_ID": client["ClientId"],
            "CLIENT_SECRET": client["ClientSecret"],
            "PORT": str(port),
        },
    )
    assert process.stdout is not None
    assert process.stdout.readline().startswith("ready at")
    yield Office(url, server.url)
    process.terminate()
    process.wait(timeout=20)


def sign_in(browser: httpx.Client, office: Office) -> httpx.Response:
    """The application's page after the sign-in; redirects lead from it to the pages and back."""
    login = browser.get(f"{office.url}/sign-in")
    token = re.search(r'name="_csrf" value="([^"]+)"', login.text)
    assert token, login.text
    form = {"_csrf": token.group(1), "username": "marina@poolhouse.test", "password": PASSWORD}
    return browser.post(login.url, data=form)


def test_in_and_out(office: Office) -> None:
    with httpx.Client(follow_redirects=True) as browser:
        assert "You are signed out" in browser.get(office.url).text
        page = sign_in(browser, office)
        assert str(page.url) == f"{office.url}/"
        assert "Signed in as marina@poolhouse.test" in page.text
        assert "eyJ" not in page.text, "no token reaches the browser"
        assert "Signed in" in browser.get(office.url).text
        out = browser.post(f"{office.url}/sign-out")
        assert "You are signed out" in out.text
        assert browser.get(f"{office.url}/sign-in").url.path == "/login", "the pages have forgotten the browser too"


def test_the_cookie_changes_at_sign_in(office: Office) -> None:
    with httpx.Client(follow_redirects=True) as browser:
        browser.get(f"{office.url}/sign-in")
        before = browser.cookies["session"]
        sign_in(browser, office)
        assert browser.cookies["session"] != before


def test_a_callback_of_another_browser(office: Office) -> None:
    with httpx.Client() as stranger:
        refused = stranger.get(f"{office.url}/callback?code=stolen&state=stolen")
        assert refused.status_code == 400
        assert "did not work" in refused.text
