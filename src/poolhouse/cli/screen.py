"""What commands print to."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

ENDLESS = 1_000_000
"""Columns of what is no terminal: a program that reads lines wants them whole."""


def make_console() -> Console:
    """For standard output. Off a terminal nothing is wrapped or cut."""
    from rich.console import Console

    return Console(highlight=False, width=None if sys.stdout.isatty() else ENDLESS)


def write_any_character() -> None:
    """Characters that the encoding of standard output has not are written as escapes, as on standard error."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
