from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


def test_the_quick_start_works_with_the_aws_cli(new_server: Callable[..., Any], tmp_path: Path) -> None:
    text = (ROOT / "README.md").read_text()
    # #region covers 63f2759eeb298386, dd41aad23fd67887
    script = re.search(r"<!-- quick start -->\n```sh\n(.*?)```", text, re.DOTALL)
    answer = re.search(r"The last command answers:\n\n```text\n(.*?)```", text, re.DOTALL)
    assert script
    assert answer
    url = new_server().url
    assert "http://127.0.0.1:9500" in script[1]
    folder = tmp_path / "empty"
    folder.mkdir()
    shown = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script[1].replace("http://127.0.0.1:9500", url)],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        env={
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "HOME": str(tmp_path),
            "AWS_PAGER": "",
            "COLUMNS": "160",
        },
    )
    assert shown.returncode == 0, shown.stdout + shown.stderr
    assert '"IdToken"' in shown.stdout
    for line in answer[1].splitlines():
        assert line in shown.stdout
    # #endregion


def test_the_first_command_starts_a_server(snippets_of: Callable[[str], Any], tmp_path: Path) -> None:
    # #region covers 59ffc1955f81be11
    command = snippets_of("README.md")[0].text.strip()
    assert "\n" not in command
    with subprocess.Popen(
        ["bash", "-c", f"exec {command} --port 0"],
        cwd=ROOT,
        env={**os.environ, "POOLHOUSE_DATA": str(tmp_path / "data")},
        stdout=subprocess.PIPE,
        text=True,
    ) as server:
        assert server.stdout is not None
        ready = server.stdout.readline()
        server.terminate()
    assert "is ready at http://127.0.0.1:" in ready
    # #endregion
    assert server.returncode == 0


def test_links_lead_somewhere() -> None:
    pages = [ROOT / "README.md", *(ROOT / "docs").glob("*.md"), *(ROOT / "examples").glob("*/README.md")]
    for page in pages:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text()):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_the_files_that_decisions_name_are_there() -> None:
    named = re.findall(r"\| `([\w/]+\.py)` \|$", (ROOT / "docs" / "decisions.md").read_text(), re.MULTILINE)
    assert len(named) > 15
    for path in named:
        assert (ROOT / "src" / "poolhouse" / path).is_file(), path
