"""docs/snippets.md as a reader follows it: its page, its test, its commands."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PACKAGES = ROOT / "tests" / "snippets" / "js" / "node_modules"


def test_five_minutes(snippets_of: Callable[[str], Any], tmp_path: Path) -> None:
    # #region covers 83bea391370d4405, d13a94a14c85ed82, 23a47401972d0753, e5b731a5eedad218
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}

    def run(*command: str) -> str:
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    *_, terminal, output = snippets_of("docs/snippets.md")
    (tmp_path / "node_modules").symlink_to(PACKAGES)
    run("poolhouse", "snippets", "run", str(ROOT / "docs" / "snippets.md"))
    assert run("bash", "-euo", "pipefail", "-c", terminal.text).endswith(output.text)
    # #endregion
