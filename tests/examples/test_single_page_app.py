"""``examples/single-page-app``, built as its README says, in a real browser."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from poolhouse.functions.node_binary import find_node
from tests.examples.conftest import EXAMPLES, PASSWORD

FOLDER = EXAMPLES / "single-page-app"
SCRIPT = Path(__file__).parents[1] / "browser" / "single_page_app.mjs"
EMAIL = "marina@poolhouse.test"


@pytest.fixture
def run() -> Callable[..., str]:
    """A program of Node.js, to its end."""
    node = find_node(os.environ["PATH"]).path
    path = f"{node.parent}{os.pathsep}{os.environ['PATH']}"

    def run(*command: str, cwd: Path, text: str = "") -> str:
        done = subprocess.run(
            [str(node), *command],
            cwd=cwd,
            input=text,
            capture_output=True,
            text=True,
            timeout=120,
            env={**os.environ, "PATH": path},
            check=False,
        )
        assert done.returncode == 0, f"{command}:\n{done.stdout}{done.stderr}"
        return done.stdout

    return run


def test_in_a_browser(server: Any, cognito: Any, run: Callable[..., str], tmp_path: Path) -> None:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    here = f"http://127.0.0.1:{port}/"
    pool = cognito.create_user_pool(PoolName="harbour", UsernameAttributes=["email"])["UserPool"]["Id"]
    client = cognito.create_user_pool_client(
        UserPoolId=pool,
        ClientName="single-page-app",
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthFlows=["code"],
        AllowedOAuthScopes=["openid", "email", "profile"],
        SupportedIdentityProviders=["COGNITO"],
        CallbackURLs=[here],
        LogoutURLs=[here],
    )["UserPoolClient"]["ClientId"]
    cognito.admin_create_user(
        UserPoolId=pool,
        Username=EMAIL,
        UserAttributes=[{"Name": "email_verified", "Value": "true"}, {"Name": "name", "Value": "Marina"}],
        MessageAction="SUPPRESS",
    )
    cognito.admin_set_user_password(UserPoolId=pool, Username=EMAIL, Password=PASSWORD, Permanent=True)

    project = tmp_path / "single-page-app"
    shutil.copytree(FOLDER, project, ignore=shutil.ignore_patterns("node_modules", "dist", "public"))
    (tmp_path / "node_modules").symlink_to(EXAMPLES / "node_modules")
    (project / "public").mkdir()
    (project / "public" / "settings.json").write_text(
        json.dumps({"authority": f"{server.url}/{pool}", "client_id": client})
    )
    run(str(EXAMPLES / "node_modules" / "typescript" / "bin" / "tsc"), "--noEmit", cwd=project)
    run(str(EXAMPLES / "node_modules" / "vite" / "bin" / "vite.js"), "build", cwd=project)

    values = {"site": str(project / "dist"), "port": port, "url": server.url, "email": EMAIL, "password": PASSWORD}
    seen = json.loads(run(str(SCRIPT), cwd=SCRIPT.parent, text=json.dumps(values)))
    assert seen["address"] == here, "the code does not stay in the address"
    assert (seen["claims"]["email"], seen["claims"]["name"]) == (EMAIL, "Marina")
    assert seen["claims"]["iss"] == f"{server.url}/{pool}"
    assert seen["kept"] == '[0,""]'
    assert EMAIL not in seen["back"], "the back button shows no one"
    assert seen["end"] == "/login"
    assert seen["complaints"] == []
