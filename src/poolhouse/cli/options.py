"""Options that several commands share, and how settings come together."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from poolhouse.config import ConfigFile

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 9500
DEFAULT_ENDPOINT = f"http://{DEFAULT_HOST}:{DEFAULT_PORT}"

Data = Annotated[
    Path, typer.Option("--data", help="Folder of the database and its master key.", envvar="POOLHOUSE_DATA")
]
Config = Annotated[
    Path | None,
    typer.Option("--config", help="Configuration file; poolhouse.toml in this folder when there is one."),
]
Endpoint = Annotated[str, typer.Option("--endpoint", help="URL of the running server.", envvar="POOLHOUSE_ENDPOINT")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")]

DEFAULT_DATA = Path(".poolhouse")


def load_config(path: Path | None) -> tuple[Path, ConfigFile]:
    """Exits with a message when the file cannot be used."""
    from poolhouse.config import DEFAULT_FILE, BadConfiguration, read_config

    try:
        return path or DEFAULT_FILE, read_config(path or DEFAULT_FILE, must_exist=path is not None)
    except BadConfiguration as problem:
        fail(str(problem))


def fail(message: str, *, mend: str = "") -> NoReturn:
    """End with a message on standard error, no traceback; ``mend`` says what to do next."""
    typer.secho(f"poolhouse: {message}", err=True, fg=typer.colors.RED)
    if mend:
        typer.secho(f"  → {mend}", err=True)
    raise typer.Exit(1)
