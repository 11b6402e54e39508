"""A proxy that ends TLS: what it says of the way that a request came."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.oauth.federation.conftest import CALLBACK, client_settings

HOST = "id.poolhouse.test"
PROVIDER = "https://lighthouse.poolhouse.test"


def through_the_proxy(server: Any, path: str, **query: str) -> httpx.Response:
    """What a proxy on this machine gets that was reached by https."""
    headers = {"host": HOST, "x-forwarded-proto": "https", "x-forwarded-for": "198.51.100.7"}
    return httpx.get(server.url + path, params=query, headers=headers)


def leave_for_the_provider(server: Any) -> httpx.Response:
    cognito = server.client()
    pool_id = cognito.create_user_pool(PoolName="harbour")["UserPool"]["Id"]
    cognito.create_identity_provider(
        UserPoolId=pool_id,
        ProviderName="Lighthouse",
        ProviderType="OIDC",
        ProviderDetails={
            "client_id": "app",
            "client_secret": "fake-secret",
            "authorize_scopes": "openid",
            "attributes_request_method": "GET",
            "oidc_issuer": PROVIDER,
            "authorize_url": f"{PROVIDER}/authorize",
            "token_url": f"{PROVIDER}/token",
            "attributes_url": f"{PROVIDER}/userinfo",
            "jwks_uri": f"{PROVIDER}/jwks.json",
        },
    )
    made = cognito.create_user_pool_client(UserPoolId=pool_id, ClientName="web", **client_settings("Lighthouse"))
    client_id = made["UserPoolClient"]["ClientId"]
    asked = {"client_id": client_id, "response_type": "code", "scope": "openid", "redirect_uri": CALLBACK}
    return through_the_proxy(server, "/oauth2/authorize", **asked)


def test_whom_it_reached_by_https_gets_cookies_and_addresses_of_https(server: Any) -> None:
    assert "strict-transport-security" in through_the_proxy(server, "/health").headers
    departure = leave_for_the_provider(server)
    sent_to = httpx.URL(departure.headers["location"])
    assert sent_to.params["redirect_uri"] == f"https://{HOST}/oauth2/idpresponse"
    assert departure.headers["set-cookie"].startswith("__Host-")
    assert "Secure" in departure.headers["set-cookie"]


def test_one_that_is_not_known_is_not_believed(new_server: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "poolhouse.toml").write_text('proxies = ["192.0.2.0/24"]\n')
    server = new_server()
    assert "strict-transport-security" not in through_the_proxy(server, "/health").headers
    departure = leave_for_the_provider(server)
    assert httpx.URL(departure.headers["location"]).params["redirect_uri"].startswith(f"http://{HOST}/")


def test_what_is_for_this_machine_alone_is_for_no_proxy(server: Any) -> None:
    assert httpx.get(f"{server.url}/_poolhouse/inbox").status_code == 200
    assert through_the_proxy(server, "/_poolhouse/inbox").status_code == 403
    local = {"x-forwarded-proto": "https", "x-forwarded-for": "127.0.0.1"}
    assert httpx.get(f"{server.url}/_poolhouse/inbox", headers=local).status_code == 403


@pytest.mark.parametrize("proxy", ["*", "proxy.poolhouse.test", "10.0.0.1/8", ""])
def test_only_addresses_and_networks_are_trusted(poolhouse: Callable[..., Any], tmp_path: Path, proxy: str) -> None:
    (tmp_path / "poolhouse.toml").write_text(f'proxies = ["{proxy}"]\n')
    refused = poolhouse("serve", "--port", "0")
    assert refused.returncode == 1
    assert "poolhouse.toml: proxies: " in refused.stderr
