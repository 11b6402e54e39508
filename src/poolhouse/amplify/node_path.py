"""Where a project's tools find Node.js, on machines too that have it only as ``poolhouse[node]``."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from poolhouse.amplify.problems import AmplifyProblem
from poolhouse.functions.node_binary import find_node
from poolhouse.ports import FunctionUnavailable


def search_path(folder: Path) -> str:
    """The PATH of a project's tools, which start ``node``, and CDK's bundling ``npx``, by name.

    Where PATH lacks them, both are linked into ``folder``, and that stands first. Raises AmplifyProblem.
    """
    path = os.environ.get("PATH", os.defpath)
    if shutil.which("node", path=path) and shutil.which("npx", path=path):
        return path
    try:
        node = find_node(path).path
    except FunctionUnavailable as problem:
        raise AmplifyProblem("Node.js is not installed", mend=problem.hint) from None
    npx = node.parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npx-cli.js"
    if not npx.exists():
        raise AmplifyProblem(f"{node} came without npx, and PATH has none", mend="Install npm.")
    folder.mkdir(parents=True, exist_ok=True)
    for name, target in {"node": node, "npx": npx}.items():
        link = folder / name
        link.unlink(missing_ok=True)
        link.symlink_to(target)
    return f"{folder}{os.pathsep}{path}"
