from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# The Amplify projects have their tests in tests/amplify.
FOLDERS = sorted(
    readme.parent for readme in (ROOT / "examples").glob("*/README.md") if not (readme.parent / "amplify").is_dir()
)
FUNCTIONS = [folder for folder in FOLDERS if not (folder / "package.json").exists()]
"""Examples of functions; the others are applications."""


@pytest.mark.parametrize("folder", FUNCTIONS, ids=lambda folder: folder.name)
def test_the_commands_to_try_an_example_work(folder: Path) -> None:
    commands = re.findall(r"^poolhouse (trigger test .*)$", (folder / "README.md").read_text(), re.MULTILINE)
    assert commands
    for command in commands:
        shown = subprocess.run(
            [sys.executable, "-m", "poolhouse", *command.split()],
            cwd=ROOT,
            capture_output=True,
            text=True,
            env=dict(os.environ),
            timeout=60,
        )
        assert shown.returncode == 0, shown.stdout + shown.stderr


def test_every_example_has_a_test_of_its_own() -> None:
    tested = {path.stem.removeprefix("test_").replace("_", "-") for path in Path(__file__).parent.glob("test_*.py")}
    assert {folder.name for folder in FOLDERS} == tested - {"readmes"}
