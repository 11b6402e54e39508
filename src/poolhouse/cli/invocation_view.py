"""One call of a pool's trigger in the terminal: who signed in, what was asked, what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poolhouse.cli.printable import printable

if TYPE_CHECKING:
    from rich.console import Console

    from poolhouse.triggers.recent import InvocationRecord


def show(console: Console, invocation: InvocationRecord) -> None:
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
