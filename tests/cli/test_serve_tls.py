from __future__ import annotations

import os
import ssl
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from poolhouse.functions.node_binary import find_node

HSTS = "max-age=31536000 ; includeSubDomains"


def test_browsers_and_libraries_that_trust_the_authority_reach_the_server(
    new_server: Callable[..., Any], poolhouse: Callable[..., Any]
) -> None:
    server = new_server("--tls")
    assert server.url.startswith("https://127.0.0.1:")
    authority = server.data / "tls" / "ca.pem"
    assert poolhouse("ca", "--data", str(server.data), "--path").stdout.strip() == str(authority)
    trusting = ssl.create_default_context(cafile=str(authority))
    for host in ("127.0.0.1", "localhost"):
        assert httpx.get(server.url.replace("127.0.0.1", host) + "/health", verify=trusting).json()["status"] == "ok"
    with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
        httpx.get(f"{server.url}/health")


def test_node_trusts_the_authority_by_its_variable(new_server: Callable[..., Any]) -> None:
    server = new_server("--tls")
    script = "fetch(process.argv[1]).then(async (r) => console.log(r.status, (await r.json()).status))"

    def node(**environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [find_node(os.environ["PATH"]).path, "-e", script, f"{server.url}/health"],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
            env={**os.environ, **environment},
        )

    assert node(NODE_EXTRA_CA_CERTS=str(server.data / "tls" / "ca.pem")).stdout.strip() == "200 ok"
    assert node().returncode != 0


def test_issuer_discovery_and_tokens_name_https(new_server: Callable[..., Any]) -> None:
    server = new_server("--tls")
    authority = server.data / "tls" / "ca.pem"
    cognito = server.client(verify=str(authority))
    pool_id = cognito.create_user_pool(PoolName="harbour")["UserPool"]["Id"]
    document = httpx.get(
        f"{server.url}/{pool_id}/.well-known/openid-configuration",
        verify=ssl.create_default_context(cafile=str(authority)),
    ).json()
    assert document["issuer"] == f"{server.url}/{pool_id}"
    assert document["jwks_uri"].startswith("https://")


def test_who_came_by_tls_is_told_to_stay_with_it(new_server: Callable[..., Any], server: Any) -> None:
    secure = new_server("--tls")
    trusting = ssl.create_default_context(cafile=str(secure.data / "tls" / "ca.pem"))
    with httpx.Client(base_url=secure.url, verify=trusting) as client:
        for path in ("/health", "/nothing", "/"):
            assert client.get(path).headers["strict-transport-security"] == HSTS
        named = client.get("/health", headers={"host": "localhost:9500"})
    assert "strict-transport-security" not in named.headers
    assert "strict-transport-security" not in httpx.get(f"{server.url}/health").headers


def test_a_restart_keeps_the_authority(new_server: Callable[..., Any]) -> None:
    first = new_server("--tls")
    authority = first.data / "tls" / "ca.pem"
    before = authority.read_bytes()
    first.stop()
    second = new_server("--tls")
    assert authority.read_bytes() == before
    trusting = ssl.create_default_context(cafile=str(authority))
    assert httpx.get(f"{second.url}/health", verify=trusting).status_code == 200


def test_certificates_of_ones_own(new_server: Callable[..., Any], make_pair: Callable[..., Any]) -> None:
    pair = make_pair()
    server = new_server("--host", "localhost", "--tls-cert", str(pair.certificate), "--tls-key", str(pair.key))
    assert server.url.startswith("https://localhost:")
    trusting = ssl.create_default_context(cafile=str(pair.certificate))
    assert httpx.get(f"{server.url}/health", verify=trusting).status_code == 200
    assert not (server.data / "tls").exists()


@pytest.mark.parametrize(
    ("certificate", "key", "words"),
    [
        ("own.pem", "missing.key", "missing.key cannot be read: No such file"),
        ("missing.pem", "own.key", "missing.pem cannot be read: No such file"),
        ("own.pem", "other.key", "does not belong to the private key"),
        ("old.pem", "old.key", "has expired on"),
        ("coming.pem", "coming.key", "is valid from"),
        ("locked.pem", "locked.key", "is encrypted"),
        ("own.key", "own.key", "holds no certificate"),
        ("own.pem", "own.pem", "holds no private key"),
    ],
)
def test_a_pair_that_cannot_serve_is_told(
    poolhouse: Callable[..., Any], make_pair: Callable[..., Any], tmp_path: Path, certificate: str, key: str, words: str
) -> None:
    for name in ("own", "other"):
        make_pair(name)
    make_pair("old", starts=-3, ends=-2)
    make_pair("coming", starts=2, ends=3)
    make_pair("locked", password=b"no-secret")
    pair = ("--tls-cert", str(tmp_path / certificate), "--tls-key", str(tmp_path / key))
    refused = poolhouse("serve", "--port", "0", *pair)
    assert refused.returncode == 1
    assert words in refused.stderr
    assert "Traceback" not in refused.stderr


def test_half_a_pair_is_refused(poolhouse: Callable[..., Any]) -> None:
    refused = poolhouse("serve", "--port", "0", "--tls-cert", "own.pem")
    assert refused.returncode == 1
    assert "belong together" in refused.stderr


def test_commands_trust_the_authority_of_the_data_directory(
    new_server: Callable[..., Any], poolhouse: Callable[..., Any]
) -> None:
    server = new_server("--tls")
    shown = poolhouse("inbox", "--endpoint", server.url, "--data", str(server.data))
    assert shown.returncode == 0, shown.stderr
    elsewhere = poolhouse("inbox", "--endpoint", server.url, "--data", "elsewhere")
    assert elsewhere.returncode == 1
    assert "CERTIFICATE_VERIFY_FAILED" in elsewhere.stderr


def test_the_authority_is_shown_before_a_server_runs(poolhouse: Callable[..., Any], tmp_path: Path) -> None:
    shown = poolhouse("ca")
    path = tmp_path / ".poolhouse" / "tls" / "ca.pem"
    assert shown.returncode == 0
    assert f"NODE_EXTRA_CA_CERTS={path}" in shown.stdout
    assert "SHA-256" in shown.stdout
    assert poolhouse("ca", "--pem").stdout == path.read_text()
