"""What many tests need: a real server in its own process, and AWS clients that speak to it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import pytest

REGION = "us-east-1"


@dataclass(frozen=True)
class RunningServer:
    """A server process; ``log`` is the file that its standard error goes to."""

    url: str
    data: Path
    log: Path
    process: subprocess.Popen[str]

    def client(self, service: str = "cognito-idp", **options: Any) -> Any:
        """A boto3 client with credentials that mean nothing."""
        settings: dict[str, Any] = {
            "endpoint_url": self.url,
            "region_name": REGION,
            "aws_access_key_id": "AKIAEXAMPLEEXAMPLE00",
            "aws_secret_access_key": "example-secret",
        }
        return boto3.client(service, **{**settings, **options})

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Ends the process and waits for it; returns its exit status."""
        self.process.send_signal(how)
        return self.process.wait(timeout=30)


def start_server(data: Path, *options: str, environment: dict[str, str] | None = None) -> RunningServer:
    """``poolhouse serve`` on a free port, once its ready line is out."""
    data.parent.mkdir(parents=True, exist_ok=True)
    log = data.parent / f"{data.name}.log"
    port = () if "--port" in options else ("--port", "0")
    with log.open("a") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "poolhouse", "serve", *port, "--data", str(data), *options],
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            env={**os.environ, **(environment or {})},
            cwd=data.parent,
        )
    assert process.stdout is not None
    ready = process.stdout.readline()
    if "is ready at" not in ready:
        process.kill()
        process.wait()
        raise AssertionError(f"the server did not start: {ready} {log.read_text()}")
    return RunningServer(ready.split()[-1], data, log, process)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """One server for all tests of a worker that do not restart it."""
    running = start_server(tmp_path_factory.mktemp("server") / "data")
    yield running
    assert running.stop() == 0


@pytest.fixture
def new_server(tmp_path: Path) -> Iterator[Callable[..., RunningServer]]:
    """Starts servers of a test's own; the same ``data`` name means the same data directory."""
    started: list[RunningServer] = []

    def start(*options: str, data: str = "data", environment: dict[str, str] | None = None) -> RunningServer:
        started.append(start_server(tmp_path / data, *options, environment=environment))
        return started[-1]

    yield start
    for running in started:
        if running.process.poll() is None:
            running.stop()


@pytest.fixture
def cognito(server: RunningServer) -> Any:
    """A boto3 client for user pools."""
    return server.client()
