"""A place in the text of a template that moves forward, and knows where it is when something is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

MAX_NESTING = 60


class BadTemplate(Exception):
    """A template that cannot be used. ``message`` says where, from line 1 and column 1."""

    def __init__(self, message: str, line: int, column: int) -> None:
        self.message = f"{message} (line {line}, column {column})"
        self.line = line
        self.column = column
        super().__init__(self.message)


class Cursor:
    """``origin`` is the (line, column) to report for a text that stands inside another one's string."""

    def __init__(self, text: str, *, origin: tuple[int, int] | None = None, nesting: int = 0) -> None:
        self.text = text
        self.position = 0
        self.nesting = nesting
        self._origin = origin

    def place(self, position: int) -> tuple[int, int]:
        """Line and column."""
        if self._origin:
            return self._origin
        before = self.text[:position]
        return before.count("\n") + 1, position - before.rfind("\n")

    def wrong(self, message: str, position: int | None = None) -> BadTemplate:
        """At a position, or here."""
        return BadTemplate(message, *self.place(self.position if position is None else position))

    @property
    def ended(self) -> bool:
        return self.position >= len(self.text)

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Moves behind the pattern if it stands here."""
        found = pattern.match(self.text, self.position)
        if found:
            self.position = found.end()
        return found

    def sees(self, word: str) -> bool:
        return self.text.startswith(word, self.position)

    def take_word(self, word: str) -> bool:
        if not self.sees(word):
            return False
        self.position += len(word)
        return True

    def skip_space(self) -> None:
        self.take(_SPACE)

    def expect(self, word: str) -> None:
        self.skip_space()
        if not self.take_word(word):
            raise self.wrong(f"Expected {word!r}")

    @contextmanager
    def nested(self) -> Iterator[None]:
        """Bounds how deep blocks and expressions stand in each other, and with it the depth of Python's stack."""
        if self.nesting == MAX_NESTING:
            raise self.wrong(f"Nested more than {MAX_NESTING} levels deep")
        self.nesting += 1
        try:
            yield
        finally:
            self.nesting -= 1


_SPACE = re.compile(r"\s*")
