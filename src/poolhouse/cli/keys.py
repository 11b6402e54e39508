"""``poolhouse keys``: access keys for the AWS APIs of a server that verifies signatures (``--auth sigv4``)."""

from __future__ import annotations

import asyncio
import base64
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from poolhouse.cli.options import DEFAULT_DATA, DEFAULT_ENDPOINT, AsJson, Data, fail

if TYPE_CHECKING:
    from poolhouse.ports import AccessKey, Entropy

keys = typer.Typer(no_args_is_help=True, help="Access keys for a server that verifies signatures.")

LIST_HINT = "See 'poolhouse keys list'."


@keys.command()
def create(
    note: Annotated[str, typer.Option(help="What the key is for; shown by 'keys list'.")] = "",
    data: Data = DEFAULT_DATA,
    as_json: AsJson = False,
) -> None:
    """Make an access key. The secret is shown this once."""
    import msgspec

    key = asyncio.run(_create(data, note))
    if as_json:
        typer.echo(msgspec.json.encode({"AccessKeyId": key.id, "SecretAccessKey": key.secret}).decode())
        return
    typer.echo(f"export AWS_ACCESS_KEY_ID={key.id}")
    typer.echo(f"export AWS_SECRET_ACCESS_KEY={key.secret}")
    typer.secho("The secret is not shown again. A running server takes the key at once.", err=True)


@keys.command("list")
def list_keys(data: Data = DEFAULT_DATA, as_json: AsJson = False) -> None:
    """The keys there are, without their secrets."""
    import msgspec

    found = asyncio.run(_list(data))
    if as_json:
        shown = [{"AccessKeyId": key.id, "Note": key.note, "CreateDate": int(key.created_at)} for key in found]
        typer.echo(msgspec.json.encode(shown).decode())
        return
    if not found:
        typer.secho("No access keys yet. Make one with: poolhouse keys create", err=True)
    for key in found:
        made = datetime.fromtimestamp(key.created_at).astimezone()
        typer.echo(f"{key.id}  {made:%Y-%m-%d %H:%M}  {key.note}".rstrip())


@keys.command()
def delete(
    key_id: Annotated[str, typer.Argument(metavar="ID", help="The access key id, AKIA….")],
    data: Data = DEFAULT_DATA,
) -> None:
    """Delete an access key; requests signed with it are refused from now on."""
    if not asyncio.run(_delete(data, key_id)):
        fail(f"there is no access key {key_id}", mend=LIST_HINT)
    typer.echo(f"Deleted {key_id}.")


def _new_key(note: str, now: float, entropy: Entropy) -> AccessKey:
    """In AWS's forms: ``AKIA`` and 16 Base32 characters, a secret of 40 Base64 characters."""
    from poolhouse.ports import AccessKey

    key_id = "AKIA" + base64.b32encode(entropy.token_bytes(10)).decode()
    return AccessKey(key_id, base64.b64encode(entropy.token_bytes(30)).decode(), note, now)


async def _create(data: Path, note: str) -> AccessKey:
    from poolhouse.cli.data import opened

    async with opened(data, None, DEFAULT_ENDPOINT, must_exist=False) as parts:
        key = _new_key(note, parts.clock.now(), parts.entropy)
        async with parts.store.write() as records:
            await records.add_access_key(key)
    return key


async def _list(data: Path) -> list[AccessKey]:
    from poolhouse.cli.data import opened

    async with opened(data, None, DEFAULT_ENDPOINT) as parts, parts.store.read() as records:
        return await records.list_access_keys()


async def _delete(data: Path, key_id: str) -> bool:
    from poolhouse.cli.data import opened

    async with opened(data, None, DEFAULT_ENDPOINT) as parts, parts.store.write() as records:
        return await records.delete_access_key(key_id)
