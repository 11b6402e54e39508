"""Runs npm on the Node.js that runs the functions, so that a machine without Node.js can install JavaScript packages.

Run as ``python -m tools.npm ARGUMENT...``; the arguments are npm's own.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence

from poolhouse.functions.node_binary import NodeBinary, find_node
from poolhouse.ports import FunctionUnavailable


def npm_command(node: NodeBinary, search_path: str) -> list[str] | None:
    """The npm that came with ``node``, else the one below ``search_path``: some distributions install it elsewhere."""
    bundled = node.path.parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    if bundled.exists():
        return [str(node.path), str(bundled)]
    installed = shutil.which("npm", path=search_path)
    return [installed] if installed else None


def main(arguments: Sequence[str]) -> int:
    """The exit status of npm; 1 with a message when there is no usable Node.js or npm."""
    search_path = os.environ.get("PATH", os.defpath)
    try:
        node = find_node(search_path)
    except FunctionUnavailable as problem:
        return _refuse(problem.hint)
    command = npm_command(node, search_path)
    if command is None:
        return _refuse(f"{node.path} came without npm, and PATH has none: install npm")
    # npm starts packages' own programs as "node".
    environment = {**os.environ, "PATH": f"{node.path.parent}{os.pathsep}{search_path}"}
    return subprocess.run([*command, *arguments], env=environment, check=False).returncode


def _refuse(message: str) -> int:
    sys.stderr.write(f"{message}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
