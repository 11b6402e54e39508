"""A deployment in the terminal: each resource as it is done, nested stacks under theirs, and how long it took."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from poolhouse.cli.printable import printable

if TYPE_CHECKING:
    from rich.console import Console

    from poolhouse.amplify.server import Element

_MARKS = {"COMPLETE": ("✔", "green"), "FAILED": ("✘", "red"), "SKIPPED": ("-", "yellow")}
_WORDS = {"CREATE": "created", "UPDATE": "updated", "DELETE": "deleted"}
_STACK = "AWS::CloudFormation::Stack"


class Progress:
    """Prints to ``console``."""

    def __init__(self, console: Console) -> None:
        self._console = console

    @contextmanager
    def step(self, doing: str, done: str) -> Iterator[None]:
        """A step that takes its time: a spinner while it runs, its duration afterwards."""
        began = time.perf_counter()
        with self._console.status(f"{doing} …"):
            yield
        self.say("✔", "green", f"{done} ({time.perf_counter() - began:.1f} s)")

    def event(self, event: Element) -> None:
        """One line for each resource that came to rest, and for each remark."""
        from rich.text import Text

        action, _, state = event["ResourceStatus"].partition("_")
        reason = event.get("ResourceStatusReason", "")
        if event["ResourceType"] == _STACK and event["PhysicalResourceId"] == event["StackId"]:
            return
        if state == "IN_PROGRESS":
            if reason and action != "DELETE" and not reason.startswith(("Resource creation", "Requested update")):
                self.say("!", "yellow", f"{event['ResourceType']} {event['LogicalResourceId']}: {reason}")
            return
        mark, colour = _MARKS.get(state, ("·", "dim"))
        line = Text("  ")
        line.append(f"{mark} ", colour)
        line.append(f"{_WORDS.get(action, action.lower()) if state == 'COMPLETE' else state.lower()} ", "dim")
        line.append(printable(f"{event['ResourceType']} "), "cyan")
        line.append(printable(event["LogicalResourceId"]))
        if state == "FAILED" and reason:
            line.append(f"\n      {printable(reason)}", "red")
        self._console.print(line, soft_wrap=True)

    def say(self, mark: str, colour: str, text: str) -> None:
        from rich.text import Text

        line = Text(f"{mark} ", colour)
        line.append(printable(text, keep="\n"), "default")
        self._console.print(line, soft_wrap=True)
