"""``poolhouse sandbox`` while a project is edited, and what it says of folders that it cannot use."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest

SECONDS = 120
HANDLER = Path("amplify", "auth", "pre-token-generation", "handler.ts")
BACKEND = Path("amplify", "backend.ts")
LONGER_PASSWORDS = """
backend.auth.resources.cfnResources.cfnUserPool.addPropertyOverride("Policies.PasswordPolicy.MinimumLength", 13);
"""


class Watching:
    """A sandbox that watches a project; ended by force when a line that is waited for does not come."""

    def __init__(self, project: Path, server: Any) -> None:
        self.project, self.server = project, server
        command = [sys.executable, "-m", "poolhouse", "sandbox", str(project), "--endpoint", server.url]
        self.process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            # As in a terminal: whatever runs in the background of a shell script inherits that SIGINT is ignored.
            preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
        )
        assert self.process.stdout is not None
        self._lines = self.process.stdout

    def until(self, pattern: str) -> str:
        """What is printed up to and with the first line that matches."""
        late = threading.Timer(SECONDS, self.process.kill)
        late.start()
        try:
            seen = ""
            for line in self._lines:
                seen += line
                if re.search(pattern, line):
                    return seen
            raise AssertionError(f"{pattern!r} did not come:\n{seen}")
        finally:
            late.cancel()

    def end(self) -> None:
        """As a terminal ends it, so that the server which it started ends too."""
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.communicate(timeout=SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.communicate()

    def edit(self, path: Path, old: str, new: str) -> None:
        file = self.project / path
        text = file.read_text()
        assert old in text
        # As many editors save: under another name, which then takes the file's place.
        saved = file.with_name("4913")
        saved.write_text(text.replace(old, new))
        saved.replace(file)


@pytest.fixture
def watching(copy_example: Any, tmp_path: Path, server: Any) -> Iterator[Watching]:
    """With a server that the sandbox starts itself, on a port that was free a moment ago."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    project = copy_example("override-id-token", tmp_path / "edited")
    with socket.create_server(("127.0.0.1", 0)) as registry:
        registry.setblocking(False)
        (project / ".npmrc").write_text(f"registry=http://127.0.0.1:{registry.getsockname()[1]}/\n")
        sandbox = Watching(project, replace(server, url=url))
        yield sandbox
        sandbox.end()
        with pytest.raises(BlockingIOError):
            # Nobody has asked for a package, nor for a newer npm.
            registry.accept()


def test_edits_are_live_and_mistakes_leave_what_was_deployed(
    watching: Watching, sandbox_of: Callable[[Path, Any], Any], tokens_of: Any
) -> None:
    email = "marina@watched.test"
    assert f"ready at {watching.server.url}" in watching.until("Backend synthesised")
    # Before the sandbox says that it watches, edits count all the same.
    watching.edit(HANDLER, '"amplify_gen_2"', '"early"')
    assert "created AWS::Cognito::UserPool " in watching.until("Watching for changes")
    watching.until("handler.ts changed: (synthesised|bundled)")
    watching.until("is deployed")
    deployed = sandbox_of(watching.project, watching.server)
    deployed.add_user(email)

    def claim() -> Any:
        return tokens_of(deployed, email)[email]["id"].get("amplfy_attribute")

    assert claim() == "early"
    watching.until("amplfy_attribute")

    watching.edit(HANDLER, '"early"', '"edited"')
    said = watching.until("is deployed")
    assert "handler.ts changed: bundled" in said
    assert "synthesised" not in said
    assert claim() == "edited"

    watching.edit(HANDLER, "async (event) => {", "async (event) => {{")
    assert "cannot be bundled" in watching.until(r"pre-token-generation/handler\.ts:\d+:\d+")
    assert claim() == "edited"
    watching.edit(HANDLER, "async (event) => {{", "async (event) => {")
    watching.until("is up to date|is deployed")

    watching.edit(BACKEND, 'from "./auth/resource"', 'from "./auth/missing"')
    assert "auth/missing" in watching.until("could not be synthesised") + watching.until(r"from amplify/backend\.ts")
    assert claim() == "edited"

    watching.edit(BACKEND, 'from "./auth/missing"', 'from "./auth/resource"')
    watching.until("is up to date|is deployed")
    watching.edit(BACKEND, "defineBackend({ auth });", "const backend = defineBackend({ auth });" + LONGER_PASSWORDS)
    said = watching.until("is deployed")
    assert "backend.ts changed: synthesised" in said
    assert "updated AWS::Cognito::UserPool " in said
    pool = watching.server.client().describe_user_pool(UserPoolId=deployed.pool_id)["UserPool"]
    assert pool["Policies"]["PasswordPolicy"]["MinimumLength"] == 13
    assert claim() == "edited"

    watching.process.send_signal(signal.SIGINT)
    assert "poolhouse destroy" in watching.until("The sandbox ends")
    assert watching.process.wait(timeout=SECONDS) == 0
    assert (watching.project / ".poolhouse" / "poolhouse.db").is_file()
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{watching.server.url}/health")


def test_a_folder_that_is_no_project(poolhouse: Callable[..., Any], tmp_path: Path, server: Any) -> None:
    done = poolhouse("sandbox", tmp_path, "--once", "--endpoint", server.url)
    assert done.returncode == 1
    assert "has no package.json" in done.stderr
    (tmp_path / "package.json").write_text("{}")
    done = poolhouse("sandbox", tmp_path, "--once", "--endpoint", server.url)
    assert done.returncode == 1
    assert "amplify/backend.ts is not there" in done.stderr
    assert "poolhouse init" in done.stderr


def test_packages_and_a_lock_file_must_be_there(
    poolhouse: Callable[..., Any], copy_example: Any, tmp_path: Path, server: Any
) -> None:
    project = copy_example("override-id-token", tmp_path / "bare")
    (project / "package-lock.json").unlink()
    done = poolhouse("sandbox", project, "--once", "--endpoint", server.url)
    assert done.returncode == 1
    assert "has no lock file" in done.stderr
    assert "npm install --package-lock-only" in done.stderr

    (project / "node_modules").unlink()
    done = poolhouse("sandbox", project, "--once", "--endpoint", server.url)
    assert done.returncode == 1
    assert "has no node_modules" in done.stderr
    assert "Run: npm install\n" in done.stderr
    assert not (project / ".amplify").exists()


WITH_SECRETS = """loginWith: {
    email: true,
    externalProviders: {
      google: { clientId: secret("GOOGLE_ID"), clientSecret: secret("GOOGLE_SECRET"), scopes: ["email"] },
      callbackUrls: ["http://localhost:5173/"],
      logoutUrls: ["http://localhost:5173/"],
    },
  },"""


def test_a_first_deployment_that_fails_leaves_the_server_there_to_mend_it(watching: Watching) -> None:
    resource = Path("amplify", "auth", "resource.ts")
    watching.edit(resource, "import { defineAuth }", "import { defineAuth, secret }")
    watching.edit(resource, "loginWith: { email: true },", WITH_SECRETS)
    assert "is not set. Set it with: poolhouse secret set" in watching.until("Watching for changes")
    for name in ("GOOGLE_ID", "GOOGLE_SECRET"):
        command = [sys.executable, "-m", "poolhouse", "secret", "set", name, "--endpoint", watching.server.url]
        subprocess.run(command, cwd=watching.project, input="example-value", text=True, timeout=SECONDS, check=True)
    watching.edit(resource, "// Attached here", "// Attached right here")
    seen = watching.until("is deployed")
    assert "created AWS::Cognito::UserPoolDomain" in seen
    assert "created AWS::Cognito::UserPoolIdentityProvider" in seen
