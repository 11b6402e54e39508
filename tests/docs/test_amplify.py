"""docs/amplify.md: the command that a reader begins with."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any


def test_the_first_command_writes_a_project(snippets_of: Callable[[str], Any], tmp_path: Path) -> None:
    # #region covers 1a5e9f75598ad5fb
    (snippet,) = snippets_of("docs/amplify.md")
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    command = ["bash", "-euo", "pipefail", "-c", snippet.text]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / "boats" / "amplify" / "auth" / "pre-token-generation" / "handler.ts").is_file()
    # #endregion
