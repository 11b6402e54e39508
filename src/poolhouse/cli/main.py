"""The entry point: subcommands are imported here, what they need only when they run."""

from __future__ import annotations

import typer

from poolhouse.cli import serve

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback()
def poolhouse() -> None:
    """Amazon Cognito user pools that you run yourself, with every claim explained."""


app.command()(serve.serve)


def main() -> None:
    app()
