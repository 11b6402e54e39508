"""``poolhouse sandbox`` where no server comes up; tests/amplify has what it does with one."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """What is looked for before a server is started."""
    for file in ("amplify/backend.ts", "node_modules/.bin/tsx", "package-lock.json", "package.json"):
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text("{}")
    return tmp_path


def test_a_server_that_does_not_start_is_not_said_to_stay(poolhouse: Callable[..., Any], project: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        refused = poolhouse("sandbox", str(project), "--once", "--endpoint", url)
    assert refused.returncode == 1
    assert "the server did not start" in refused.stderr
    assert "The server stays" not in refused.stdout
    assert "cannot listen on 127.0.0.1" in (project / ".poolhouse" / "server.log").read_text()


def test_a_server_is_started_on_this_machine_alone(poolhouse: Callable[..., Any], project: Path) -> None:
    refused = poolhouse("sandbox", str(project), "--once", "--endpoint", "http://nohost.invalid:9500")
    assert refused.returncode == 1
    assert "no Poolhouse answers at http://nohost.invalid:9500" in refused.stderr
    assert "http://127.0.0.1:9500" in refused.stderr
    assert not (project / ".poolhouse").exists()
