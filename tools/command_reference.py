"""Every command with its options, from the commands themselves, into docs/configuration.md.

Run ``python -m tools.command_reference`` after a command or option changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer.main

from poolhouse.cli.main import app
from tools.marked import replaced

PAGE = Path(__file__).parents[1] / "docs" / "configuration.md"
MARK = "commands"


def reference() -> str:
    return "\n".join(line for path, command in _commands(typer.main.get_group(app)) for line in _entry(path, command))


def _commands(group: Any, path: str = "poolhouse") -> Iterator[tuple[str, Any]]:
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from _commands(command, f"{path} {name}")
        else:
            yield f"{path} {name}", command


def _entry(path: str, command: Any) -> Iterator[str]:
    arguments = "".join(f" {_name(parameter)}" for parameter in command.params if _is_argument(parameter))
    yield f"### `{path}{arguments}`\n"
    yield " ".join(command.help.split()) + "\n"
    if command.params:
        yield "| Option | Default | |\n|---|---|---|"
        for parameter in command.params:
            variable = f" Environment: `{parameter.envvar}`." if parameter.envvar else ""
            yield f"| `{_name(parameter)}` | {_default(parameter)} | {parameter.help}{variable} |"
        yield ""


def _is_argument(parameter: Any) -> bool:
    return bool(parameter.param_type_name == "argument")


def _name(parameter: Any) -> str:
    if _is_argument(parameter):
        return str(parameter.metavar or parameter.name.upper())
    return ", ".join(parameter.opts)


def _default(parameter: Any) -> str:
    if parameter.required:
        return "required"
    default = getattr(parameter.default, "value", parameter.default)
    return "" if default is None or default is False or default == "" else f"`{default}`"


if __name__ == "__main__":
    PAGE.write_text(replaced(PAGE.read_text(), MARK, reference()))
