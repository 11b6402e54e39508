"""What the tests of documentation coverage share: prettier, the command, a site on this machine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from poolhouse.functions.node_binary import find_node
from poolhouse.snippets.coverage import hash_of
from poolhouse.snippets.prettier import Prettier, running_prettier

PACKAGES = Path(__file__).parent / "js" / "node_modules"


@pytest.fixture(scope="session")
def packages() -> Path:
    """The ``node_modules`` with prettier and Vitest."""
    if not (PACKAGES / ".package-lock.json").exists():
        pytest.fail("the JavaScript packages are not installed: run make test, which installs them")
    return PACKAGES


@pytest.fixture(scope="session")
def node() -> Path:
    return find_node(os.environ["PATH"]).path


@pytest.fixture(scope="session")
def prettier(node: Path, packages: Path) -> Iterator[Prettier]:
    with running_prettier(node, packages / "prettier") as running:
        yield running


@pytest.fixture(scope="session")
def hashed(prettier: Prettier) -> Callable[[str], str]:
    """The hash of a snippet's text."""
    return lambda text: hash_of(prettier.format_all([text])[0])


@dataclass(frozen=True)
class Project:
    """A folder with pages and tests in which the command runs."""

    folder: Path
    prettier: Path

    def write(self, name: str, content: str | bytes) -> Path:
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return file

    def run(self, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        """``poolhouse snippets …`` to its end."""
        command = [sys.executable, "-m", "poolhouse", "snippets", *map(str, arguments)]
        return subprocess.run(command, cwd=self.folder, capture_output=True, text=True, timeout=120, check=False)

    def report(self, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        return self.run("report", *arguments, "--prettier", self.prettier)

    def json(self, *arguments: str | Path) -> Any:
        """The report of a run that succeeds."""
        done = self.report(*arguments, "--json", "-")
        assert done.returncode == 0, done.stdout + done.stderr
        return json.loads(done.stdout)

    def pytest(self, *arguments: str) -> None:
        """Real results of the folder's tests, whatever they are, in results.xml."""
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--junitxml", "results.xml"]
        subprocess.run([*command, *arguments], cwd=self.folder, capture_output=True, timeout=120, check=False)


@pytest.fixture
def project(tmp_path: Path, packages: Path) -> Project:
    return Project(tmp_path, packages / "prettier")


class Site:
    """Answers of a web server: path → status, headers, body."""

    def __init__(self) -> None:
        self.answers: dict[str, tuple[int, dict[str, str], bytes]] = {}
        answers = self.answers

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                status, headers, body = answers.get(self.path, (404, {}, b""))
                self.send_response(status)
                for name, value in {"content-length": str(len(body)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                """Tests read standard error."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def add(self, path: str, media_type: str, body: str, status: int = 200, **headers: str) -> str:
        self.answers[path] = (status, {"content-type": media_type, **headers}, body.encode())
        return self.url + path


@pytest.fixture
def site() -> Iterator[Site]:
    running = Site()
    thread = threading.Thread(target=running.server.serve_forever)
    thread.start()
    yield running
    running.server.shutdown()
    thread.join()
    running.server.server_close()
