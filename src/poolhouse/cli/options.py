"""Options that several commands share, and how settings come together."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from poolhouse.cli.printable import printable
from poolhouse.model.base_url import is_base_url

if TYPE_CHECKING:
    from poolhouse.config import ConfigFile

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 9500
DEFAULT_ENDPOINT = f"http://{DEFAULT_HOST}:{DEFAULT_PORT}"


def _folder(name: str | Path) -> Path:
    """An empty name, of a variable that is not set for instance, would mean the working folder."""
    if not str(name):
        fail("--data is empty", mend="Name a folder, or leave the option out.")
    return Path(name)


def _endpoint(text: str) -> str:
    if not is_base_url(text):
        fail(f"{text!r} is not the URL of a server", mend="Write --endpoint http://HOST:PORT or https://HOST:PORT.")
    return text


Data = Annotated[
    Path,
    typer.Option(
        "--data",
        help="Folder of the database and its master key.",
        envvar="POOLHOUSE_DATA",
        parser=_folder,
        metavar="<path>",
    ),
]
Config = Annotated[
    Path | None,
    typer.Option("--config", help="Configuration file; poolhouse.toml in this folder when there is one."),
]
Endpoint = Annotated[
    str,
    typer.Option("--endpoint", help="URL of the running server.", envvar="POOLHOUSE_ENDPOINT", callback=_endpoint),
]
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
    from rich.console import Console
    from rich.text import Text

    console = Console(stderr=True, highlight=False, soft_wrap=True)
    console.print(Text("poolhouse: " + printable(message, keep="\n"), "red"))
    if mend:
        console.print(Text("  → " + printable(mend, keep="\n")))
    raise typer.Exit(1)
