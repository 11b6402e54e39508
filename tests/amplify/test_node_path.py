from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from poolhouse.amplify.node_path import search_path
from poolhouse.amplify.problems import AmplifyProblem
from poolhouse.functions.node_binary import find_node

NPX = "#!/usr/bin/env node\nconsole.log('npx ran');\n"


@pytest.fixture
def node_without_npx(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A Node.js on PATH whose npx lies where Node.js is shipped with it, and nowhere else; the folder of the two."""
    node, home = find_node(os.environ["PATH"]).path, tmp_path / "node"
    _executable(home / "bin" / "node", f'#!/bin/sh\nexec "{node}" "$@"\n')
    _executable(home / "lib" / "node_modules" / "npm" / "bin" / "npx-cli.js", NPX)
    monkeypatch.setenv("PATH", str(home / "bin"))
    return home


def _executable(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)


def test_a_path_with_both_is_left_alone(node_without_npx: Path, tmp_path: Path) -> None:
    _executable(node_without_npx / "bin" / "npx", NPX)
    assert search_path(tmp_path / "links") == str(node_without_npx / "bin")
    assert not (tmp_path / "links").exists()


@pytest.mark.usefixtures("node_without_npx")
def test_what_is_missing_is_linked(tmp_path: Path) -> None:
    for _ in range(2):
        path = search_path(tmp_path / "links")
    npx = shutil.which("npx", path=path)
    assert npx == str(tmp_path / "links" / "npx")
    done = subprocess.run(["/usr/bin/env", npx], env={"PATH": path}, capture_output=True, text=True)
    assert done.stdout == "npx ran\n", done.stderr


def test_a_node_without_npx_is_not_enough(node_without_npx: Path, tmp_path: Path) -> None:
    shutil.rmtree(node_without_npx / "lib")
    with pytest.raises(AmplifyProblem, match="came without npx"):
        search_path(tmp_path / "links")
