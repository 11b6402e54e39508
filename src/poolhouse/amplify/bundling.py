"""Bundling a function again without synthesising the backend: the project's esbuild, as Amplify runs it.

That a bundle made here is the one that the synthesis would make is not assumed: each function's bundle is made once
right after a synthesis and compared, and only a function whose bundles are the same is ever bundled alone.
"""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import msgspec

from poolhouse.amplify.assembly import AssembledStack, Asset
from poolhouse.amplify.problems import AmplifyProblem
from poolhouse.amplify.project import Project

_SECONDS = 60.0
_COMMENT = re.compile(r"//.*$")
_TARGETS = ("node22", "node20", "node24", "node18")


class Bundle(msgspec.Struct, frozen=True):
    """A function's asset, the files that it is made of, and the target that it is compiled for."""

    asset: Asset
    entry: Path
    sources: frozenset[Path]
    target: str


def reproducible_bundles(project: Project, stack: AssembledStack) -> list[Bundle]:
    """The functions that can be bundled alone."""
    shims = _shims(project)
    if shims is None:
        return []
    found = []
    for asset in stack.assets:
        map_file = asset.path / "index.mjs.map"
        if asset.packaging == "zip" and map_file.is_file():
            sources = _sources(project, asset.path, map_file)
            for target in _TARGETS if sources else ():
                bundle = Bundle(asset, sources[-1], frozenset(sources), target)
                if _build(project, shims, bundle) == _files(asset.path):
                    found.append(bundle)
                    break
    return found


def build(project: Project, bundle: Bundle, into: Path) -> None:
    """Write the bundle's files to ``into``. Raises AmplifyProblem with what esbuild said, source line included."""
    shims = _shims(project)
    if shims is None:
        raise AmplifyProblem("the project's Amplify packages have changed")
    into.mkdir(parents=True, exist_ok=True)
    for name, content in _build(project, shims, bundle, must=True).items():
        (into / name).write_bytes(content)


class _Shims(msgspec.Struct, frozen=True):
    """What Amplify puts around a handler: a file to inject and the code that stands before all else."""

    inject: Path
    banner: str


def _shims(project: Project) -> _Shims | None:
    for folder in (project.root, *project.root.parents):
        shims = folder / "node_modules" / "@aws-amplify" / "backend-function" / "lib" / "lambda-shims"
        if shims.is_dir():
            code = "".join((shims / name).read_text() for name in ("resolve_ssm_params.js", "invoke_ssm_shim.js"))
            lines = (_COMMENT.sub("", line) for line in re.split(r"[\n\r]", code))
            return _Shims(shims / "cjs_shim.js", "".join(lines))
    return None


def _sources(project: Project, folder: Path, map_file: Path) -> list[Path]:
    """The project's own files in the source map, the entry last. Empty when the map is not what esbuild writes."""
    # The map is relative to a folder beside the asset's own, where CDK had the bundle made.
    sources = [(folder / one).resolve() for one in json.loads(map_file.read_text(encoding="utf-8"))["sources"]]
    own = [one for one in sources if one.is_relative_to(project.root.resolve()) and "node_modules" not in one.parts]
    return own if own and own[-1] == sources[-1] and all(one.is_file() for one in own) else []


def _build(project: Project, shims: _Shims, bundle: Bundle, *, must: bool = False) -> dict[str, bytes]:
    """File name → content; empty when the bundle cannot be made, unless it ``must``."""
    output = project.output_folder / "poolhouse-bundle" / "index.mjs"
    command = [
        *(str(project.binary("esbuild")), "--bundle", str(bundle.entry), f"--target={bundle.target}"),
        *("--platform=node", "--format=esm", f"--outfile={output}", "--minify", "--sourcemap"),
        *("--loader:.node=file", "--log-level=error", f"--banner:js={shims.banner}", f"--inject:{shims.inject}"),
    ]
    environment = project.tool_environment()
    done = subprocess.run(command, cwd=project.root, env=environment, capture_output=True, text=True, timeout=_SECONDS)
    if done.returncode:
        if must:
            raise AmplifyProblem(f"the function cannot be bundled:\n{done.stderr.strip()}")
        return {}
    return _files(output.parent)


def _files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
