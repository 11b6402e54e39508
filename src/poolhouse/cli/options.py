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
Endpoint = Annotated[str, typer.Option("--endpoint", help="URL of a running server.", envvar="POOLHOUSE_ENDPOINT")]


def load_config(path: Path | None) -> tuple[Path, ConfigFile]:
    """Exits with a message when the file cannot be used."""
    from poolhouse.config import DEFAULT_FILE, BadConfiguration, read_config

    try:
        return path or DEFAULT_FILE, read_config(path or DEFAULT_FILE, must_exist=path is not None)
    except BadConfiguration as problem:
        fail(str(problem))


def fail(message: str, status: int = 1) -> NoReturn:
    """End with a message on standard error; no traceback."""
    typer.secho(f"poolhouse: {message}", err=True, fg=typer.colors.RED)
    raise typer.Exit(status)
