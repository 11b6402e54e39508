"""``poolhouse explain``: what the pre token generation trigger did in the last sign-ins, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from poolhouse.cli.options import DEFAULT_DATA, DEFAULT_ENDPOINT, AsJson, Data, Endpoint
from poolhouse.cli.printable import printable

if TYPE_CHECKING:
    from rich.console import Console

    from poolhouse.triggers.recent import InvocationRecord

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
        _show(console, invocation)


def _show(console: Console, invocation: InvocationRecord) -> None:
    from datetime import datetime

    from rich.text import Text

    from poolhouse.cli.token_changes import explained, mends

    time = datetime.fromtimestamp(invocation.time).astimezone()
    version = invocation.version.replace("_", ".")
    console.print(
        Text.assemble(
            (f"{time:%H:%M:%S}", "bold"),
            f"  {invocation.trigger_source}  {version}  ",
            (printable(invocation.username), "bold cyan"),
            (f"  {invocation.duration_ms:.1f} ms", "dim"),
        )
    )
    function = invocation.function_arn.rpartition(":function:")[2]
    console.print(Text(f"  pool {invocation.pool_id}, client {invocation.client_id}, function {function}", "dim"))
    for token in ("id", "access"):
        decisions = [decision for decision in invocation.decisions if decision.token == token]
        for decision in decisions:
            label = "" if decision.action.startswith("scope") else f"{printable(decision.claim)}  "
            console.print(Text.assemble((f"  {token:<6} ", "dim"), (label, "bold"), explained([decision])))
    if invocation.decisions_left_out:
        console.print(Text(f"  and {invocation.decisions_left_out} more changes", "dim"))
    if invocation.failure:
        failure = invocation.failure
        console.print(Text.assemble("  ", ("✗ ", "bold red"), (f"{failure.type}: ", "red"), printable(failure.message)))
        if failure.hint:
            console.print(Text(f"    → {failure.hint}"))
    elif not invocation.decisions:
        console.print(Text("  the function changed nothing", "dim"))
    for line in (*mends(invocation.decisions), *invocation.notes):
        console.print(Text(f"    → {line}", "yellow"))
    console.print()
