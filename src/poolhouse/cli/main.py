"""The entry point: subcommands are imported here, what they need only when they run."""

from __future__ import annotations

import typer

from poolhouse.cli import ca, deploy, explain, inbox, init, keys, sandbox, secret, serve, snippets, token, trigger
from poolhouse.cli.demo import command as demo

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback()
def poolhouse() -> None:
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
    app()
