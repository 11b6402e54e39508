"""docs/override-id-token.md as a reader follows it: its files in a project, its command, its token."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from poolhouse.snippets.sources import read_pages

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "override-id-token.md"

pytestmark = pytest.mark.xdist_group("override-id-token")


def test_the_page_shows_the_files_of_the_example(poolhouse: Callable[..., Any], tmp_path: Path) -> None:
    extracted = poolhouse("snippets", "run", PAGE, "--out", tmp_path)
    assert extracted.returncode == 0, extracted.stderr
    assert contents(tmp_path) == contents(ROOT / "examples" / "override-id-token" / "amplify", "amplify")


def test_the_page_deploys_and_gives_the_token_that_it_shows(
    poolhouse: Callable[..., Any],
    copy_example: Callable[[str, Path], Path],
    sandbox_of: Callable[[Path, Any], Any],
    tokens_of: Callable[..., Any],
    server: Any,
    tmp_path: Path,
) -> None:
    project = copy_example("override-id-token", tmp_path / "page-override-id-token")
    shutil.rmtree(project / "amplify")
    # #region covers a4307d2954da5fd3, c771cc8e396511b6, f717d68deb77030f
    # #region covers 09f26429d6d48389, 3ca9d4afd2142508, ce14fb4d9cd3ff83
    extracted = poolhouse("snippets", "run", PAGE, "--out", project)
    assert extracted.returncode == 0, extracted.stderr

    *_, terminal, token = read_pages([str(PAGE)])[0].snippets
    # #region covers c483675c39b8e5bb
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "POOLHOUSE_ENDPOINT": server.url}
    command = ["bash", "-euo", "pipefail", "-c", terminal.text]
    deployed = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, timeout=120)
    assert deployed.returncode == 0, deployed.stdout + deployed.stderr
    # #endregion

    sandbox = sandbox_of(project, server)
    sandbox.add_user("page@override.test")
    tokens = tokens_of(sandbox, "page@override.test")["page@override.test"]
    # #region covers a6d73e658f0aedfe
    shown = json.loads(token.text)
    assert {name: tokens["id"].get(name) for name in shown} == shown
    # #endregion
    # #endregion
    # #endregion
    assert tokens["access"]["cognito:groups"] == shown["cognito:groups"]
    assert "amplfy_attribute" not in tokens["access"]


def contents(folder: Path, prefix: str = "") -> dict[str, str]:
    return {
        Path(prefix, file.relative_to(folder)).as_posix(): file.read_text()
        for file in folder.rglob("*")
        if file.is_file()
    }
