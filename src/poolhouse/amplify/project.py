"""An Amplify Gen 2 project on disk, and what it must have before its backend can be synthesised."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import msgspec

from poolhouse.amplify.node_path import search_path
from poolhouse.amplify.problems import AmplifyProblem
from poolhouse.model.amplify_names import stack_name

LOCK_FILES = ("package-lock.json", "yarn.lock", "pnpm-lock.yaml", "bun.lock", "bun.lockb")
KIND = "sandbox"
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9]")


class Project(msgspec.Struct, frozen=True):
    """``root`` holds ``amplify/backend.ts``; ``namespace`` and ``name`` tell backends apart, as in Amplify."""

    root: Path
    namespace: str
    name: str

    @property
    def backend(self) -> Path:
        return self.root / "amplify" / "backend.ts"

    @property
    def stack_name(self) -> str:
        return stack_name(self.namespace, self.name, KIND)

    @property
    def output_folder(self) -> Path:
        """Always the same, and at the same depth: the hashes of assets depend on it."""
        return self.root / ".amplify" / "artifacts" / "poolhouse.out"

    def tool_environment(self) -> dict[str, str]:
        """This process's environment, where the project's tools find Node.js. Raises AmplifyProblem."""
        return {**os.environ, "PATH": search_path(self.output_folder.with_name("poolhouse.bin"))}

    def binary(self, name: str) -> Path:
        """A tool of the project's own packages, or of those of a folder above (workspaces). Raises AmplifyProblem."""
        for folder in (self.root, *self.root.parents):
            candidate = folder / "node_modules" / ".bin" / name
            if candidate.exists():
                return candidate
        raise AmplifyProblem(
            f"{name} is not installed in {self.root}",
            mend=f"Run: npm install --save-dev {name}" if self._has_packages() else "Run: npm install",
        )

    def check(self) -> None:
        """Raises AmplifyProblem."""
        if not self.backend.is_file():
            raise AmplifyProblem(
                f"{self.root} is not an Amplify Gen 2 project: amplify/backend.ts is not there",
                mend="Name the project's folder, or start one with: poolhouse init",
            )
        if not self._has_packages():
            raise AmplifyProblem(f"{self.root} has no node_modules", mend="Run: npm install")
        if not any((folder / lock).is_file() for folder in (self.root, *self.root.parents) for lock in LOCK_FILES):
            raise AmplifyProblem(
                f"{self.root} has no lock file, and functions cannot be bundled without one",
                mend="Run: npm install --package-lock-only",
            )
        self.binary("tsx")

    def _has_packages(self) -> bool:
        return any((folder / "node_modules").is_dir() for folder in (self.root, *self.root.parents))


def open_project(root: Path, name: str | None) -> Project:
    """The namespace is the package's name, the backend's name the user's, as ``ampx sandbox`` has them.

    Raises AmplifyProblem.
    """
    root = root.resolve()
    try:
        package = json.loads((root / "package.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise AmplifyProblem(f"{root} has no package.json", mend="Name the project's folder.") from None
    except ValueError as error:
        raise AmplifyProblem(f"{root / 'package.json'} cannot be read: {error}") from None
    namespace = _NOT_IN_NAMES.sub("", str(package.get("name", ""))) or "project"
    user = name or _NOT_IN_NAMES.sub("", os.environ.get("USER", "")) or "dev"
    return Project(root, namespace, user)
