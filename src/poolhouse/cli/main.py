"""The entry point: subcommands are imported here, what they need only when they run."""

from __future__ import annotations

from typing import Annotated

import typer

from poolhouse import __version__
from poolhouse.cli import ca, deploy, explain, inbox, init, keys, sandbox, secret, serve, snippets, token, trigger
from poolhouse.cli.demo import command as demo
from poolhouse.cli.screen import write_any_character

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _show_version(asked: bool) -> None:
    if asked:
        typer.echo(f"poolhouse {__version__}")
        raise typer.Exit


@app.callback()
def poolhouse(
    version: Annotated[
        bool, typer.Option("--version", help="Show the version and end.", callback=_show_version, is_eager=True)
    ] = False,
) -> None:
    """Amazon Cognito user pools that you run yourself, with every claim explained."""


for command in (
    serve.serve,
    init.init,
    sandbox.sandbox,
    deploy.deploy,
    deploy.destroy,
    token.token,
    explain.explain,
    inbox.inbox,
    ca.ca,
    demo.demo,
):
    app.command()(command)
app.add_typer(trigger.trigger, name="trigger")
app.add_typer(keys.keys, name="keys")
app.add_typer(secret.secret, name="secret")
app.add_typer(snippets.snippets, name="snippets")


def main() -> None:
    write_any_character()
    app()
