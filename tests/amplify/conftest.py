"""Copies of the example projects, deployed by ``poolhouse sandbox``, and Node.js scripts that use what was deployed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jwt
import pytest

from poolhouse.functions.node_binary import find_node

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
SCRIPTS = {"clients": ROOT / "tests" / "clients" / "js", "browser": ROOT / "tests" / "browser"}
PASSWORD = "Tide-Pool!2026"
LEFT_OUT = shutil.ignore_patterns("node_modules", ".amplify", ".poolhouse", "dist", "amplify_outputs*.json")
SECONDS = 120

Poolhouse = Callable[..., subprocess.CompletedProcess[str]]
CopyExample = Callable[[str, Path], Path]


@pytest.fixture(scope="session")
def poolhouse() -> Poolhouse:
    """Runs a command of Poolhouse to its end."""

    def run(*arguments: str | Path, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "poolhouse", *map(str, arguments)]
        return subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=SECONDS, check=False)

    return run


@pytest.fixture(scope="session")
def copy_example() -> CopyExample:
    """Copies an example into a new folder, with the packages that are installed for all of them."""
    if not (EXAMPLES / "node_modules" / ".package-lock.json").exists():
        pytest.fail("the examples' packages are not installed: run make test, which installs them")

    def copy(name: str, into: Path) -> Path:
        shutil.copytree(EXAMPLES / name, into, ignore=LEFT_OUT)
        (into / "node_modules").symlink_to(EXAMPLES / "node_modules")
        shutil.copy(EXAMPLES / "package-lock.json", into)
        return into

    return copy


@dataclass(frozen=True)
class Sandbox:
    """A project that ``poolhouse sandbox`` deployed."""

    project: Path
    server: Any

    def outputs(self, name: str = "amplify_outputs.json") -> dict[str, Any]:
        written: dict[str, Any] = json.loads((self.project / name).read_text())
        return written

    @property
    def pool_id(self) -> str:
        pool_id: str = self.outputs()["auth"]["user_pool_id"]
        return pool_id

    def add_user(self, email: str, *groups: str) -> None:
        """A confirmed user whose address is verified."""
        cognito = self.server.client()
        cognito.admin_create_user(
            UserPoolId=self.pool_id,
            Username=email,
            UserAttributes=[{"Name": "email", "Value": email}, {"Name": "email_verified", "Value": "true"}],
            MessageAction="SUPPRESS",
        )
        cognito.admin_set_user_password(UserPoolId=self.pool_id, Username=email, Password=PASSWORD, Permanent=True)
        for group in groups:
            cognito.admin_add_user_to_group(UserPoolId=self.pool_id, Username=email, GroupName=group)


@pytest.fixture(scope="session")
def deploy_example(
    server: Any, poolhouse: Poolhouse, copy_example: CopyExample, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], Sandbox]:
    """Synthesises an example once and deploys it to the worker's server."""
    known: dict[str, Sandbox] = {}

    def deploy(name: str) -> Sandbox:
        if name not in known:
            project = copy_example(name, tmp_path_factory.mktemp("projects") / name)
            done = poolhouse("sandbox", project, "--once", "--endpoint", server.url)
            assert done.returncode == 0, done.stdout + done.stderr
            known[name] = Sandbox(project, server)
        return known[name]

    return deploy


@pytest.fixture
def sandbox_of() -> Callable[[Path, Any], Sandbox]:
    """What a test has deployed itself."""
    return Sandbox


@pytest.fixture(scope="session")
def override_id_token(deploy_example: Callable[[str], Sandbox]) -> Sandbox:
    return deploy_example("override-id-token")


@pytest.fixture(scope="session")
def customize_access_token(deploy_example: Callable[[str], Sandbox]) -> Sandbox:
    return deploy_example("customize-access-token")


@pytest.fixture(scope="session")
def run_script(server: Any) -> Callable[..., Any]:
    """Runs ``NAME.mjs`` of a folder of scripts with values on standard input; what it reports."""
    node = find_node(os.environ["PATH"])

    def run(folder: str, name: str, /, **values: Any) -> Any:
        if not (SCRIPTS[folder] / "node_modules" / ".package-lock.json").exists():
            pytest.fail(f"the packages of {folder} are not installed: run make test, which installs them")
        done = subprocess.run(
            [str(node.path), str(SCRIPTS[folder] / f"{name}.mjs")],
            input=json.dumps({"url": server.url, "password": PASSWORD, **values}),
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        assert done.returncode == 0, f"{name} ended with {done.returncode}:\n{done.stderr}"
        return json.loads(done.stdout)

    return run


@pytest.fixture(scope="session")
def tokens_of(run_script: Callable[..., Any]) -> Callable[..., dict[str, dict[str, Any]]]:
    """Signs users in with the project's amplify_outputs.json: email → claims of ``id`` and ``access``, all verified."""

    def sign_in(sandbox: Sandbox, *emails: str) -> dict[str, dict[str, Any]]:
        outputs = sandbox.outputs()
        found = run_script("clients", "amplify_outputs", outputs=outputs, usernames=emails)
        client_id = outputs["auth"]["user_pool_client_id"]
        for tokens in found.values():
            pair = {"id": tokens["id"], "access": tokens["access"]}
            of_whom = {"url": sandbox.server.url, "poolId": sandbox.pool_id, "clientId": client_id}
            run_script("clients", "jwt_verify_own_issuer", **of_whom, tokens=pair)
            tokens |= {use: jwt.decode(token, options={"verify_signature": False}) for use, token in pair.items()}
        verified: dict[str, dict[str, Any]] = found
        return verified

    return sign_in


@pytest.fixture(scope="session")
def build_page() -> Callable[[Sandbox], Path]:
    """Checks the types of a project, its front end against the written outputs included, and builds the page."""
    node = find_node(os.environ["PATH"])
    environment = {**os.environ, "PATH": f"{node.path.parent}{os.pathsep}{os.environ['PATH']}"}

    def build(sandbox: Sandbox) -> Path:
        for command in (["tsc", "--noEmit"], ["tsc", "-p", "amplify"], ["vite", "build"]):
            program = sandbox.project / "node_modules" / ".bin" / command[0]
            done = subprocess.run(
                [str(program), *command[1:]],
                cwd=sandbox.project,
                env=environment,
                capture_output=True,
                text=True,
                timeout=SECONDS,
                check=False,
            )
            assert done.returncode == 0, f"{command}:\n{done.stdout}{done.stderr}"
        return sandbox.project / "dist"

    return build
