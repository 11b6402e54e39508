from __future__ import annotations

import signal
from collections.abc import Callable
from typing import Any

import httpx
import pytest


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_server_that_is_asked_to_stop_ends_with_success(new_server: Callable[..., Any], how: signal.Signals) -> None:
    server = new_server()
    assert httpx.get(f"{server.url}/health").status_code == 200
    assert server.stop(how) == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--host", "0.0.0.0"], "--auth sigv4"),
        (["--workers", "2"], "PostgreSQL"),
        (["--config", "missing.toml"], "missing.toml does not exist"),
    ],
)
def test_what_cannot_be_served_is_refused_with_the_next_step(
    poolhouse: Callable[..., Any], arguments: list[str], words: str
) -> None:
    refused = poolhouse("serve", "--port", "0", *arguments)
    assert refused.returncode == 1
    assert words in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_port_in_use_is_told(poolhouse: Callable[..., Any], server: Any) -> None:
    refused = poolhouse("serve", "--port", server.url.rpartition(":")[2], "--data", "other")
    assert refused.returncode == 1
    assert "cannot listen on 127.0.0.1" in refused.stderr
    assert "--port 0" in refused.stderr


def test_a_mistake_in_the_configuration_is_located(poolhouse: Callable[..., Any], tmp_path: Any) -> None:
    (tmp_path / "poolhouse.toml").write_text('[functions.claims]\nhandler = "claims.ts"\ntimeuot = 3\n')
    refused = poolhouse("serve", "--port", "0")
    assert refused.returncode == 1
    assert "timeuot" in refused.stderr
    assert "$.functions" in refused.stderr
