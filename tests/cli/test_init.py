from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "override-id-token"
STARTER = ROOT / "src" / "poolhouse" / "amplify" / "starter"


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def init(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "poolhouse", "init", *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=60, check=False)


def test_the_starter_is_the_example() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=EXAMPLE, capture_output=True, text=True, check=True).stdout
    assert files(STARTER) == {name: (EXAMPLE / name).read_bytes() for name in listed.split("\0") if name}


def test_the_starter_is_written_with_the_name_of_its_folder(tmp_path: Path) -> None:
    done = init("My Boats", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "poolhouse sandbox" in done.stdout
    written, starter = files(tmp_path / "My Boats"), files(STARTER)
    package = json.loads(written.pop("package.json"))
    assert package == json.loads(starter.pop("package.json")) | {"name": "my-boats"}
    assert written == starter


def test_an_empty_folder_is_enough(tmp_path: Path) -> None:
    assert init(cwd=tmp_path).returncode == 0
    assert (tmp_path / "amplify" / "backend.ts").is_file()


@pytest.mark.parametrize("name", ["package.json", "amplify/backend.ts"])
def test_nothing_is_overwritten(tmp_path: Path, name: str) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("mine")
    done = init(cwd=tmp_path)
    assert done.returncode == 1
    assert f"already has {name}" in done.stderr
    assert files(tmp_path) == {name: b"mine"}


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    done = init("file/project", cwd=tmp_path)
    assert done.returncode == 1
    assert "cannot be written" in done.stderr


def test_the_wheel_has_the_starter(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, capture_output=True, check=True, timeout=60)
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        inside = {name for name in wheel.namelist() if name.startswith("poolhouse/amplify/starter/")}
    assert inside == {f"poolhouse/amplify/starter/{name}" for name in files(STARTER)}
