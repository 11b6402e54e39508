"""What a change of files asks for: a function bundled alone, the whole backend synthesised again, or nothing."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path

import msgspec

from poolhouse.amplify.assembly import AssembledStack
from poolhouse.amplify.bundling import Bundle, build, reproducible_bundles
from poolhouse.amplify.project import LOCK_FILES, Project
from poolhouse.amplify.repack import exchange
from poolhouse.amplify.synthesis import synthesize

_SECONDS = 60.0
_OTHER_FILES = frozenset({"package.json", *LOCK_FILES})


class Backend(msgspec.Struct):
    """A project as it was last assembled. ``scratch`` holds what is made between two syntheses."""

    project: Project
    scratch: Path
    _stack: AssembledStack | None = None
    _bundles: list[Bundle] = msgspec.field(default_factory=list)
    _synthesised_from: frozenset[Path] = frozenset()
    _is_learned: bool = False
    _present: frozenset[Path] = frozenset()

    def assemble(self) -> AssembledStack:
        """Synthesise. Raises AmplifyProblem."""
        # What was known of the functions counts no more, even if this fails.
        self._bundles, self._is_learned = [], False
        self._present = frozenset(self._folder.rglob("*"))
        self._stack = synthesize(self.project).stacks[0]
        return self._stack

    def learn(self) -> None:
        """Find out, while nobody waits, which functions of the last synthesis can be bundled alone."""
        if self._stack is not None and not self._is_learned:
            self._is_learned = True
            self._synthesised_from = _inputs(self.project, self.scratch)
            self._bundles = reproducible_bundles(self.project, self._stack) if self._synthesised_from else []

    def concerns(self, path: Path) -> bool:
        """Whether a file has to do with the backend at all. One that came and went is an editor's, on its way to take
        another's place."""
        if path.name in _OTHER_FILES:
            return True
        return path.is_relative_to(self._folder) and (path.exists() or path in self._present)

    @property
    def _folder(self) -> Path:
        return self.project.root / "amplify"

    def functions_of(self, changed: Iterable[Path]) -> list[Bundle]:
        """The functions to bundle when these files alone have changed; none where the whole must be synthesised."""
        changed = set(changed)
        if changed & self._synthesised_from:
            return []
        touched = [bundle for bundle in self._bundles if bundle.sources & changed]
        covered = {path for bundle in touched for path in bundle.sources}
        return touched if changed <= covered else []

    def with_functions(self, bundles: Iterable[Bundle]) -> AssembledStack:
        """The stack with these functions bundled anew. Raises AmplifyProblem."""
        stack = self._stack
        if stack is None:
            raise AssertionError("only an assembled backend has bundles")
        for bundle in bundles:
            folder = Path(tempfile.mkdtemp(dir=self.scratch))
            build(self.project, bundle, folder)
            # The original asset is what the assembled templates name, however often the function has changed since.
            stack = exchange(stack, bundle.asset, folder, self.scratch)
        return stack


def _inputs(project: Project, scratch: Path) -> frozenset[Path]:
    """The project's files that its backend imports, found by esbuild; empty when that fails."""
    metafile = scratch / "meta.json"
    command = [
        *(str(project.binary("esbuild")), str(project.backend), "--bundle", "--platform=node", "--format=esm"),
        *("--packages=external", f"--metafile={metafile}", f"--outfile={scratch / 'unused.mjs'}", "--log-level=silent"),
    ]
    environment = project.tool_environment()
    done = subprocess.run(command, cwd=project.root, env=environment, capture_output=True, timeout=_SECONDS)
    if done.returncode:
        return frozenset()
    inputs = json.loads(metafile.read_text(encoding="utf-8"))["inputs"]
    return frozenset((project.root / name).resolve() for name in inputs)
