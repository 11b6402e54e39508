from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
import typer.main
from rich.text import Text

from poolhouse import __version__
from poolhouse.cli.main import app


def commands(group: Any, prefix: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], Any]]:
    found: list[tuple[tuple[str, ...], Any]] = []
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            found += commands(command, (*prefix, name))
        else:
            found.append(((*prefix, name), command))
    return found


ALL = commands(typer.main.get_group(app))


@pytest.mark.parametrize(("path", "command"), ALL, ids=[" ".join(path) for path, _ in ALL])
def test_every_command_and_option_says_what_it_is_for(path: tuple[str, ...], command: Any) -> None:
    assert command.help
    for parameter in command.params:
        assert parameter.help, parameter.name


@pytest.mark.parametrize(("path", "command"), ALL, ids=[" ".join(path) for path, _ in ALL])
def test_no_word_of_a_help_is_taken_for_markup(path: tuple[str, ...], command: Any) -> None:
    for words in (command.help, *(parameter.help for parameter in command.params)):
        assert Text.from_markup(words).plain == words


def test_the_version_is_told(poolhouse: Callable[..., Any]) -> None:
    assert poolhouse("--version").stdout == f"poolhouse {__version__}\n"


@pytest.mark.parametrize("command", ["explain", "inbox", "token --client x --user x", "sandbox --once", "deploy"])
@pytest.mark.parametrize(
    "endpoint",
    ["localhost:9500", "http://", "ftp://localhost", "http://localhost:port", "http://h:1/x?y", "http://a b"],
)
def test_an_endpoint_is_the_url_of_a_server(poolhouse: Callable[..., Any], command: str, endpoint: str) -> None:
    refused = poolhouse(*command.split(), "--endpoint", endpoint)
    assert refused.returncode == 1
    assert f"'{endpoint}' is not the URL of a server" in refused.stderr
    assert "http://HOST:PORT" in refused.stderr


def test_help_is_shown_without_loading_the_server() -> None:
    code = (
        "import sys, poolhouse.cli.main as m\n"
        "try: m.app(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'sqlalchemy', 'starlette', 'uvicorn', 'httpx', 'cryptography', 'msgspec'} & set(sys.modules)\n"
        "sys.exit(str(heavy) if heavy else 0)"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert shown.returncode == 0, shown.stderr
    for name in ("serve", "demo", "token", "explain", "inbox", "trigger", "keys"):
        assert name in shown.stdout
