"""The command that docs/amplify.md begins with writes the example that it names."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


def test_the_first_project_is_written(snippets_of: Callable[[str], Any], tmp_path: Path) -> None:
    # #region covers dc7bd96a3d9a620c
    (command,) = snippets_of("docs/amplify.md")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    subprocess.run(["bash", "-c", command.text], cwd=tmp_path, env={**os.environ, "PATH": path}, check=True)
    handler = Path("amplify", "auth", "pre-token-generation", "handler.ts")
    written = (tmp_path / "boats" / handler).read_text()
    assert written == (ROOT / "examples" / "override-id-token" / handler).read_text()
    # #endregion
