"""What functions write and what triggers decide, as it happens, for ``poolhouse sandbox``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from poolhouse.cli.invocation_view import show
from poolhouse.cli.printable import printable

if TYPE_CHECKING:
    from rich.console import Console

    from poolhouse.triggers.recent import InvocationRecord
    from poolhouse.triggers.recent_lines import FunctionLine


_LOG_FIELDS = ("time", "request id", "level", "message")


class Live:
    """Shows what is new since the last look. ``names`` maps functions to what they are called in the project."""

    def __init__(self, console: Console, endpoint: str, data: Path) -> None:
        self.names: dict[str, str] = {}
        self._console = console
        self._endpoint = endpoint
        self._data = data
        self._line = 0
        self._newest = 0.0

    def skip(self) -> None:
        """What happened before is of no interest."""
        for line in self._lines():
            self._line = line.number
        self._newest = max((one.time for one in self._invocations()), default=0.0)

    def show(self) -> None:
        for line in self._lines():
            self._line = line.number
            self._print(line)
        for one in sorted(self._invocations(), key=lambda one: one.time):
            if one.time > self._newest:
                self._newest = one.time
                show(self._console, one)

    def _print(self, line: FunctionLine) -> None:
        """Lambda's runtimes put time, request id and level before a message; here the message is what counts."""
        from rich.text import Text

        parts = line.text.split("\t", 3)
        message = " ".join(parts[2:]) if len(parts) == len(_LOG_FIELDS) else line.text
        text = Text(f"[{printable(self.names.get(line.function, line.function))}] ", "cyan")
        text.append(printable(message.replace("\t", " ")), "default")
        self._console.print(text, soft_wrap=True)

    def _lines(self) -> list[FunctionLine]:
        import msgspec

        from poolhouse.cli import server_api
        from poolhouse.triggers.recent_lines import FunctionLine

        answer = server_api.get(self._endpoint, self._data, "/function-lines", after=self._line)
        return msgspec.convert(answer["lines"], list[FunctionLine])

    def _invocations(self) -> list[InvocationRecord]:
        import msgspec

        from poolhouse.cli import server_api
        from poolhouse.triggers.recent import InvocationRecord

        answer = server_api.get(self._endpoint, self._data, "/invocations")
        return msgspec.convert(answer["invocations"], list[InvocationRecord])
