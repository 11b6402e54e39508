"""Which npm runs, and on which Node.js."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from poolhouse.functions.node_binary import OLDEST, NodeBinary
from tools.npm import npm_command

ROOT = Path(__file__).parent.parent.parent


def program(path: Path, text: str = "") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)
    return path


@pytest.fixture
def node(tmp_path: Path) -> NodeBinary:
    return NodeBinary(program(tmp_path / "node" / "bin" / "node"), (24, 0))


def test_npm_of_the_same_node_comes_first(node: NodeBinary, tmp_path: Path) -> None:
    bundled = program(tmp_path / "node" / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")
    other = program(tmp_path / "other" / "npm")
    assert npm_command(node, str(other.parent)) == [str(node.path), str(bundled)]


def test_npm_installed_elsewhere(node: NodeBinary, tmp_path: Path) -> None:
    other = program(tmp_path / "other" / "npm")
    assert npm_command(node, str(other.parent)) == [str(other)]
    assert npm_command(node, str(tmp_path)) is None


def test_exit_status_and_node_for_packages(tmp_path: Path) -> None:
    """A package's script finds a ``node`` that is new enough, also where the path has an old one or none."""
    script = "node --version && exit 3"
    (tmp_path / "package.json").write_text(f'{{"name": "x", "scripts": {{"try": "{script}"}}}}')
    command = [sys.executable, "-m", "tools.npm", "run", "try", "--silent", "--prefix", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 3, done.stderr
    major, minor, *_ = done.stdout.strip().removeprefix("v").split(".")
    assert (int(major), int(minor)) >= OLDEST


def test_locks_hold_no_addresses() -> None:
    command = ["git", "ls-files", "*package-lock.json"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    locks = [ROOT / name for name in listed.split()]
    assert locks
    assert [f"{lock}: {line}" for lock in locks for line in lock.read_text().splitlines() if "://" in line] == []
