"""``poolhouse inbox``: the messages with codes that a mail server would have sent."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated

import typer

from poolhouse.cli.options import DEFAULT_DATA, DEFAULT_ENDPOINT, AsJson, Data, Endpoint
from poolhouse.cli.printable import printable
from poolhouse.cli.screen import make_console

if TYPE_CHECKING:
    from pathlib import Path

    from poolhouse.ports import InboxMessage, Message

NOTHING = "The inbox is empty: no code or invitation was sent, or a mail server ([smtp]) took it."
NOTHING_OF_USER = "No message for {user}; {others} for others."


def inbox(
    user: Annotated[
        str | None, typer.Option(help="Only messages to this user name, email address or phone number.")
    ] = None,
    endpoint: Endpoint = DEFAULT_ENDPOINT,
    data: Data = DEFAULT_DATA,
    as_json: AsJson = False,
) -> None:
    """Codes and invitations that the server sent. Newest last."""
    import msgspec

    kept_all = _messages(endpoint, data)
    found = [kept for kept in kept_all if user in (None, kept.message.username, kept.message.recipient)]
    if as_json:
        typer.echo(msgspec.json.format(msgspec.json.encode(found), indent=2).decode())
    elif not found:
        typer.echo(
            NOTHING_OF_USER.format(user=printable(user or ""), others=len(kept_all)) if kept_all else NOTHING, err=True
        )
    else:
        _show(found)


def _messages(endpoint: str, data: Path) -> list[InboxMessage]:
    import msgspec

    from poolhouse.cli import server_api
    from poolhouse.ports import InboxMessage

    found: list[InboxMessage] = []
    while page := msgspec.convert(
        server_api.get(endpoint, data, "/inbox", after=found[-1].id if found else 0)["messages"], list[InboxMessage]
    ):
        found += page
    return found


def _show(found: list[InboxMessage]) -> None:
    from datetime import datetime

    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in ("Time", "User", "For", "Sent to"):
        table.add_column(column, overflow="fold")
    table.add_column("Code", style="bold green", no_wrap=True)
    for kept in found:
        message, time = kept.message, datetime.fromtimestamp(kept.sent_at).astimezone()
        cells = (f"{time:%H:%M:%S}", message.username, message.purpose, message.recipient, message.code or "")
        table.add_row(*(Text(printable(cell, keep="\n")) for cell in cells))
    console = make_console()
    console.print(table)
    for message in (kept.message for kept in found):
        # A link that a table folds cannot be followed.
        if below := _link(message) if message.code else printable(message.body, keep="\n"):
            console.print(Text(f"{printable(message.recipient)}: {below}"), soft_wrap=True)


def _link(message: Message) -> str:
    """The address in a mail that has the code, empty where there is none."""
    found = (
        re.search(rf"https?://[^\s<>]+={re.escape(message.code)}(?=[\s<>]|$)", message.body) if message.code else None
    )
    return found[0] if found else ""
