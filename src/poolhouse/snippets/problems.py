"""What stops a run, with the place where it stands."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec


class Problem(msgspec.Struct, frozen=True):
    """``path`` is a file or an address; ``line`` counts from 1, 0 when the whole is meant."""

    path: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.text}" if self.line else f"{self.path}: {self.text}"


class SnippetsError(Exception):
    """Nothing can be said about coverage until all ``problems`` are mended."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)


def refuse(path: str, line: int, text: str) -> SnippetsError:
    """The error for a single problem."""
    return SnippetsError([Problem(path, line, text)])
