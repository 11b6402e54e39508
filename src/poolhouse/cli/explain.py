"""``poolhouse explain``: what the pre token generation trigger did in the last sign-ins, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from poolhouse.cli.invocation_view import show
from poolhouse.cli.options import DEFAULT_DATA, DEFAULT_ENDPOINT, AsJson, Data, Endpoint
from poolhouse.cli.printable import printable
from poolhouse.cli.screen import make_console

if TYPE_CHECKING:
    from poolhouse.triggers.recent import InvocationRecord

NOTHING = "The trigger has not run since the server started."
NOTHING_OF_POOL = "The trigger has not run for pool {pool} since the server started; {others}."
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

    from poolhouse.cli import server_api
    from poolhouse.triggers.recent import InvocationRecord

    answer = server_api.get(endpoint, data, "/invocations")["invocations"]
    of_all = msgspec.convert(answer, list[InvocationRecord], strict=False)
    found = [invocation for invocation in of_all if pool in (None, invocation.pool_id)]
    newest_last = found[:count][::-1]
    if as_json:
        typer.echo(msgspec.json.format(msgspec.json.encode(newest_last), indent=2).decode())
        return
    if not newest_last:
        typer.echo(f"{_nothing(pool, of_all)}\n{NOTHING_MEND}", err=True)
    console = make_console()
    for invocation in newest_last:
        show(console, invocation)


def _nothing(pool: str | None, of_all: list[InvocationRecord]) -> str:
    """A mistyped pool shows when others have what it lacks."""
    if pool is None:
        return NOTHING
    pools = ", ".join(sorted({invocation.pool_id for invocation in of_all}))
    others = f"it has for {pools}" if pools else "for no other pool either"
    return NOTHING_OF_POOL.format(pool=printable(pool), others=others)
