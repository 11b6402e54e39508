"""``examples/federation``: the script as it is, and a browser that goes from the shop to the office and back."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

import httpx
import jwt

from tests.examples.conftest import EXAMPLES, PASSWORD

FOLDER = EXAMPLES / "federation"
CALLBACK = "http://localhost:5000/callback"


def test_the_office_signs_its_people_in_at_the_shop(new_server: Callable[..., Any], tmp_path: Path) -> None:
    server = new_server("--host", "localhost", "--config", str(FOLDER / "poolhouse.toml"))
    made = subprocess.run(
        [str(FOLDER / "pools.sh")],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(tmp_path),
            "AWS_ENDPOINT_URL": server.url,
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": "any",
            "AWS_SECRET_ACCESS_KEY": "any",
            "SERVER": server.url,
        },
    )
    assert made.returncode == 0, made.stderr
    pool, client_id, secret = made.stdout.split()
    query = {"response_type": "code", "client_id": client_id, "redirect_uri": CALLBACK, "scope": "openid email"}
    with httpx.Client(follow_redirects=True) as browser:
        page = browser.get(f"{server.url}/oauth2/authorize?{urlencode(query)}")
        link = re.search(r'href="([^"]*identity_provider=Office[^"]*)"', page.text)
        assert link, page.text
        page = browser.get(urljoin(str(page.url), link[1].replace("&amp;", "&")))
        token = re.search(r'name="_csrf" value="([^"]+)"', page.text)
        assert token, page.text
        form = {"_csrf": token[1], "username": "marina", "password": PASSWORD}
        back = browser.post(str(page.url), data=form, follow_redirects=False)
        while not back.headers["location"].startswith(CALLBACK):
            back = browser.get(urljoin(str(back.url), back.headers["location"]), follow_redirects=False)
        code = parse_qs(urlsplit(back.headers["location"]).query)["code"][0]
        redeemed = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK}
        tokens = browser.post(f"{server.url}/oauth2/token", data=redeemed, auth=(client_id, secret)).json()
    id_token = jwt.decode(tokens["id_token"], options={"verify_signature": False})
    access_token = jwt.decode(tokens["access_token"], options={"verify_signature": False})
    assert id_token["staff"] is True
    assert (id_token["email"], id_token["cognito:groups"]) == ("marina@office.test", [f"{pool}_Office"])
    assert id_token["identities"][0]["providerName"] == "Office"
    assert "shop/discounts" in access_token["scope"].split()
