"""``poolhouse secret``: values that a backend asks for by ``secret('NAME')``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from poolhouse.cli.deploy import Identifier
from poolhouse.cli.options import DEFAULT_ENDPOINT, Endpoint, fail
from poolhouse.cli.printable import printable
from poolhouse.cli.trust import trusted

secret = typer.Typer(no_args_is_help=True, help="Secrets of an Amplify backend: set, list, remove.")

Project = Annotated[Path, typer.Option("--project", help="The Amplify project.", exists=True, file_okay=False)]
Name = Annotated[str, typer.Argument(help="The secret's name, as in secret('NAME').")]


@secret.command(name="set")
def set_secret(
    name: Name, project: Project = Path(), endpoint: Endpoint = DEFAULT_ENDPOINT, identifier: Identifier = None
) -> None:
    """Set a secret. The value is asked for, or read from standard input; deploy again to use it."""
    from poolhouse.amplify.problems import AmplifyProblem
    from poolhouse.amplify.server import Server

    value = typer.prompt("Value", hide_input=True) if sys.stdin.isatty() else sys.stdin.read().rstrip("\n")
    try:
        with Server(endpoint, trusted=trusted(endpoint)) as server:
            server.put_parameter(_prefix(project, identifier) + name, value)
    except AmplifyProblem as problem:
        fail(problem.message, mend=problem.mend)
    typer.echo(f"{printable(name)} is set.")


@secret.command(name="list")
def list_secrets(
    project: Project = Path(), endpoint: Endpoint = DEFAULT_ENDPOINT, identifier: Identifier = None
) -> None:
    """The names of a backend's secrets."""
    from poolhouse.amplify.problems import AmplifyProblem
    from poolhouse.amplify.server import Server

    try:
        prefix = _prefix(project, identifier)
        with Server(endpoint, trusted=trusted(endpoint)) as server:
            for name in server.parameter_names(prefix):
                typer.echo(printable(name.removeprefix(prefix)))
    except AmplifyProblem as problem:
        fail(problem.message, mend=problem.mend)


@secret.command(name="remove")
def remove_secret(
    name: Name, project: Project = Path(), endpoint: Endpoint = DEFAULT_ENDPOINT, identifier: Identifier = None
) -> None:
    """Remove a secret."""
    from poolhouse.amplify.problems import AmplifyProblem
    from poolhouse.amplify.server import Server

    try:
        with Server(endpoint, trusted=trusted(endpoint)) as server:
            if not server.delete_parameter(_prefix(project, identifier) + name):
                fail(f"there is no secret {name}", mend="'poolhouse secret list' shows which there are.")
    except AmplifyProblem as problem:
        fail(problem.message, mend=problem.mend)
    typer.echo(f"{printable(name)} is removed.")


def _prefix(project: Path, identifier: str | None) -> str:
    from poolhouse.amplify.project import KIND, open_project
    from poolhouse.model.amplify_names import secret_path

    opened = open_project(project, identifier)
    return secret_path(opened.namespace, opened.name, KIND, "")
