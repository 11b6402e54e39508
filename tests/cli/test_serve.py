from __future__ import annotations

import signal
from collections.abc import Callable
from pathlib import Path
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
        (["--config", "."], ". cannot be read: Is a directory"),
        (["--data", ""], "--data is empty"),
        (["--data", "/proc/nope/x"], "Name another one with --data"),
        (["--host", "nohost.invalid", "--auth", "sigv4"], "Name an address of this machine with --host"),
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
    assert "A server may be running already; --port 0" in refused.stderr


@pytest.mark.parametrize("options", [[], ["--tls"]])
def test_a_file_is_no_data_folder(poolhouse: Callable[..., Any], tmp_path: Path, options: list[str]) -> None:
    (tmp_path / "file").touch()
    refused = poolhouse("serve", "--port", "0", "--data", "file", *options)
    assert refused.returncode == 1
    assert "the data folder file cannot be made: File exists" in refused.stderr
    assert "Name another one with --data" in refused.stderr


def test_an_unknown_log_level_is_refused_and_any_letter_case_is_known(
    poolhouse: Callable[..., Any], new_server: Callable[..., Any]
) -> None:
    refused = poolhouse("serve", "--port", "0", "--log-level", "verbose")
    assert refused.returncode == 2
    assert "'debug', 'info', 'warning', 'error'" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert new_server("--log-level", "WARNING").log.read_text() == ""


@pytest.mark.parametrize("command", [("serve", "--port", "0"), ("keys", "list")])
def test_a_file_that_is_no_database_is_told_with_the_next_step(
    poolhouse: Callable[..., Any], tmp_path: Path, command: tuple[str, ...]
) -> None:
    poolhouse("keys", "create")
    for file in (tmp_path / ".poolhouse").glob("poolhouse.db*"):
        file.unlink()
    (tmp_path / ".poolhouse" / "poolhouse.db").write_text("minutes of the harbour club\n" * 50)
    refused = poolhouse(*command)
    assert refused.returncode == 1
    assert ".poolhouse/poolhouse.db cannot be used: file is not a database" in refused.stderr
    assert "--data" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_mistake_in_the_configuration_is_located(poolhouse: Callable[..., Any], tmp_path: Any) -> None:
    (tmp_path / "poolhouse.toml").write_text('[functions.claims]\nhandler = "claims.ts"\ntimeuot = 3\n')
    refused = poolhouse("serve", "--port", "0")
    assert refused.returncode == 1
    assert "timeuot" in refused.stderr
    assert "$.functions" in refused.stderr
