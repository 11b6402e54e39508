"""``poolhouse init``: a first Amplify project, ready for the sandbox."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Annotated

import typer

from poolhouse.cli.options import fail
from poolhouse.cli.printable import printable

STARTER = Path(__file__).parents[1] / "amplify" / "starter"
_NOT_IN_PACKAGE_NAMES = re.compile(r"[^a-z0-9]+")


def init(path: Annotated[Path, typer.Argument(help="The project's folder.", file_okay=False)] = Path()) -> None:
    """Write an Amplify project whose trigger overrides the ID token, with a page that shows both tokens.

    Nothing that exists is overwritten.
    """
    files = {path / file.relative_to(STARTER): file for file in sorted(STARTER.rglob("*")) if file.is_file()}
    there = [str(target.relative_to(path)) for target in files if target.exists()]
    if there:
        fail(f"{path} already has {', '.join(there)}", mend="Name another folder: poolhouse init PATH")
    try:
        for target, file in files.items():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.read_bytes())
        _name(path)
    except OSError as problem:
        fail(f"the project cannot be written: {problem}")
    typer.echo(f"The project is in {printable(str(path.resolve()))}. There:\n")
    typer.echo("  npm install\n  poolhouse sandbox\n\nand in a second terminal:\n\n  npm run dev")


def _name(path: Path) -> None:
    """Sandboxes go by the package's name, so each project has its own."""
    file = path / "package.json"
    package = json.loads(file.read_text(encoding="utf-8"))
    name = _NOT_IN_PACKAGE_NAMES.sub("-", path.resolve().name.lower()).strip("-")
    file.write_text(json.dumps(package | {"name": name or "backend"}, indent=2) + "\n", encoding="utf-8")
