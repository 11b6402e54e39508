"""What functions write and what triggers decide, as it happens, for ``poolhouse sandbox``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from poolhouse.cli.printable import printable

if TYPE_CHECKING:
    from rich.console import Console

    from poolhouse.triggers.recent import InvocationRecord
    from poolhouse.triggers.recent_lines import FunctionLine


class Live:
    """Shows what is new since the last look."""

    def __init__(self, console: Console, endpoint: str, data: Path) -> None:
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
                self._decide(one)

    def _print(self, line: FunctionLine) -> None:
        from rich.text import Text

        text = Text(f"[{printable(line.function)}] ", "cyan")
        text.append(printable(line.text), "default")
        self._console.print(text, soft_wrap=True)

    def _decide(self, one: InvocationRecord) -> None:
        from rich.text import Text

        from poolhouse.cli.token_changes import explained

        source = one.trigger_source.removeprefix("TokenGeneration_")
        self._console.print(
            Text(f"{printable(one.username)}: {source}, {one.version}, {one.duration_ms:.0f} ms", "bold")
        )
        if one.failure is not None:
            self._console.print(Text(f"  {printable(one.failure.message)}", "red"))
            if one.failure.hint:
                self._console.print(Text(f"  → {printable(one.failure.hint)}"))
            return
        changes = explained(one.decisions)
        for change in changes.split() or [Text("no change asked for", "dim")]:
            self._console.print(Text("  ").append_text(change))

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
