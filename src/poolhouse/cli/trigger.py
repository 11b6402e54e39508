"""``poolhouse trigger test``: the test event of the Lambda console, with both tokens before and after."""

from __future__ import annotations

import asyncio
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Any

import typer

from poolhouse.cli.options import DEFAULT_DATA, DEFAULT_ENDPOINT, AsJson, Config, Data, Endpoint, fail, load_config
from poolhouse.cli.printable import printable
from poolhouse.cli.screen import make_console

if TYPE_CHECKING:
    from rich.console import Console

    from poolhouse.cli.dry_run import Trial
    from poolhouse.config import ConfigFile

trigger = typer.Typer(no_args_is_help=True, help="Try pre token generation functions.")


class Version(StrEnum):
    """``event.version``."""

    v1 = "1"
    v2 = "2"
    v3 = "3"


class Source(StrEnum):
    """``event.triggerSource``."""

    authentication = "TokenGeneration_Authentication"
    hosted = "TokenGeneration_HostedAuth"
    new_password = "TokenGeneration_NewPasswordChallenge"  # noqa: S105 - the name of an event
    device = "TokenGeneration_AuthenticateDevice"
    refresh = "TokenGeneration_RefreshTokens"
    machine = "TokenGeneration_ClientCredentials"


@trigger.command("test")
def run_test(
    handler: Annotated[
        str,
        typer.Argument(
            help="handler.ts, .js, .mjs, .cjs or module.py:function; or the name of a function in the configuration."
        ),
    ],
    event: Annotated[
        Path | None, typer.Option(help="JSON file that is laid over a complete test event; null removes a member.")
    ] = None,
    user: Annotated[str | None, typer.Option(help="A user of the data directory instead of a made-up one.")] = None,
    pool: Annotated[str | None, typer.Option(help="The user's pool.")] = None,
    client: Annotated[str | None, typer.Option(help="App client; needed when the pool has several.")] = None,
    version: Annotated[
        Version | None, typer.Option(help="Event version; else that of the event or the pool, else 1.")
    ] = None,
    source: Annotated[Source, typer.Option(help="Trigger source of the event.")] = Source.authentication,
    data: Data = DEFAULT_DATA,
    config: Config = None,
    endpoint: Endpoint = DEFAULT_ENDPOINT,
    as_json: AsJson = False,
) -> None:
    """Run a function in a real worker and show what it does to both tokens. No token is signed.

    Exit status 1 when the function fails or answers with something that is no event.
    """
    if user is not None and (event is not None or pool is None):
        fail("--user needs --pool, and excludes --event" if event is None else "--user and --event exclude each other")
    config_path, configuration = load_config(config)
    name, configuration = _with_function(handler, configuration)
    trial = asyncio.run(
        _try_out(
            name,
            configuration,
            config_path,
            data if user else None,
            endpoint.rstrip("/"),
            subject={"pool": pool, "client": client, "user": user, "event": event and _read(event)},
            version=version,
            source=source,
        )
    )
    if as_json:
        typer.echo(_as_json(trial))
    else:
        _show(trial, handler, version_chosen=version is not None)
    if trial.failure:
        raise typer.Exit(1)


def _with_function(handler: str, config: ConfigFile) -> tuple[str, ConfigFile]:
    """The configuration with one function: a table of the file, or one made for a handler file."""
    import re

    import msgspec

    from poolhouse.config import FunctionTable

    if table := config.functions.get(handler):
        return handler, msgspec.structs.replace(config, functions={handler: table})
    path, colon, export = handler.partition(":")
    if not Path(path).is_file():
        names = ", ".join(config.functions)
        known = f"The configuration has: {names}." if names else "The configuration has no functions either."
        fail(f"there is no file {path}", mend=known)
    name = re.sub(r"[^a-zA-Z0-9-_]", "-", Path(path).stem)[:64]
    table = FunctionTable(handler=f"{Path(path).resolve()}{colon}{export}")
    return name, msgspec.structs.replace(config, functions={name: table})


def _read(event: Path) -> Any:
    import msgspec

    try:
        return msgspec.json.decode(event.read_bytes())
    except OSError as problem:
        fail(f"cannot read {event}: {problem.strerror}")
    except msgspec.DecodeError as flaw:
        fail(f"{event} is not JSON: {flaw}")


async def _try_out(
    name: str,
    configuration: ConfigFile,
    config_path: Path,
    data: Path | None,
    endpoint: str,
    *,
    subject: dict[str, Any],
    version: Version | None,
    source: Source,
) -> Trial:
    """``data`` None: a made-up user, and a data directory that is gone afterwards."""
    from poolhouse.app import Settings
    from poolhouse.cli import dry_run
    from poolhouse.cli.data import check_data, service

    arn = f"arn:aws:lambda:{configuration.region}:{configuration.account}:function:{name}"
    with TemporaryDirectory(prefix="poolhouse-") as temporary:
        if data is not None:
            check_data(data)
        settings = Settings(
            data=data or Path(temporary), config=configuration, config_path=config_path, endpoint=endpoint
        )
        async with service(settings) as parts:
            try:
                if data is not None:
                    about, known = await dry_run.stored_subject(
                        parts, subject["pool"], subject["client"], subject["user"], source.value
                    )
                else:
                    about = dry_run.example_subject(configuration.region, configuration.account, source.value)
                    about, known = dry_run.with_test_event(about, {} if subject["event"] is None else subject["event"])
                chosen = dry_run.VERSIONS[version] if version else known or "V1_0"
                return await dry_run.try_out(parts, arn, chosen, about)
            except dry_run.BadTestEvent as flaw:
                fail(f"the test event is not one of this trigger: {flaw}")
            except dry_run.UnclearClient:
                fail(f"pool {subject['pool']} has not exactly one app client", mend="Name one with --client.")


def _show(trial: Trial, handler: str, *, version_chosen: bool) -> None:
    from rich.text import Text

    from poolhouse.cli.token_changes import mends, rows, table

    console = make_console()
    duration = f"  {trial.invocation.duration_ms:.1f} ms" if trial.invocation else ""
    header = f"  version {trial.event['version']}  {trial.event['triggerSource']}  {printable(trial.event['userName'])}"
    console.print(Text.assemble((handler, "bold"), header, (duration, "dim")), soft_wrap=True)
    if trial.after:
        decisions = trial.after.decisions
        for token, title, before, after in (
            ("id", "ID token", trial.before.id_claims, trial.after.id_claims),
            ("access", "Access token", trial.before.access_claims, trial.after.access_claims),
        ):
            if before is None or after is None:
                continue
            console.print(table(title, rows(before, after, [d for d in decisions if d.token == token])))
        if not decisions:
            console.print("The function changed nothing.")
        for mend in mends(decisions):
            console.print(Text(f"→ {mend}", "yellow"))
    if trial.invocation:
        _show_log(console, trial.invocation.log_tail())
    if trial.failure:
        console.print(
            Text.assemble(("✗ ", "bold red"), (f"{trial.failure.type}: ", "red"), printable(trial.failure.message))
        )
        if trial.failure.hint:
            console.print(Text(f"  → {trial.failure.hint}"))
        if not version_chosen:
            console.print(f"  → This event had version {trial.event['version']}; choose another with --version.")


def _show_log(console: Console, log: bytes) -> None:
    from rich.text import Text

    console.print(Text("Function log", "bold"))
    console.print(Text(printable(log.decode(errors="replace").rstrip(), keep="\n\t"), "dim"), soft_wrap=True)
    console.print()


def _as_json(trial: Trial) -> str:
    import msgspec

    after, invocation, failure = trial.after, trial.invocation, trial.failure
    document = {
        "event": trial.event,
        "idToken": {"before": trial.before.id_claims, "after": after and after.id_claims},
        "accessToken": {"before": trial.before.access_claims, "after": after and after.access_claims},
        "decisions": after.decisions if after else (),
        "failure": failure and {"type": failure.type, "message": failure.message, "hint": failure.hint},
        "durationMs": invocation and invocation.duration_ms,
        "log": invocation and invocation.log_tail().decode(errors="replace"),
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode()
