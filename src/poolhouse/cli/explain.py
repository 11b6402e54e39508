"""``poolhouse explain``: what the pre token generation trigger did in the last sign-ins, and why."""

from __future__ import annotations

from typing import Annotated

import typer

from poolhouse.cli.invocation_view import show
from poolhouse.cli.options import DEFAULT_DATA, DEFAULT_ENDPOINT, AsJson, Data, Endpoint

NOTHING = "The trigger has not run since the server started."
NOTHING_MEND = "  → Sign a user in; 'aws cognito-idp describe-user-pool' shows whether the pool has a LambdaConfig."


def explain(
    pool: Annotated[str | None, typer.Option(help="Only this user pool.")] = None,
    count: Annotated[int, typer.Option("-n", min=1, help="How many of the last invocations.")] = 5,
    endpoint: Endpoint = DEFAULT_ENDPOINT,
    data: Data = DEFAULT_DATA,
    as_json: AsJson = False,
) -> None:
    """What the trigger did in the last sign-ins, and why a change was refused. Newest last."""
    import msgspec
    from rich.console import Console

    from poolhouse.cli import server_api
    from poolhouse.triggers.recent import InvocationRecord

    path = f"/pools/{pool}/invocations" if pool else "/invocations"
    found = msgspec.convert(server_api.get(endpoint, data, path)["invocations"], list[InvocationRecord], strict=False)
    newest_last = found[:count][::-1]
    if as_json:
        typer.echo(msgspec.json.format(msgspec.json.encode(newest_last), indent=2).decode())
        return
    if not newest_last:
        typer.echo(f"{NOTHING}\n{NOTHING_MEND}", err=True)
    console = Console(highlight=False)
    for invocation in newest_last:
        show(console, invocation)
