"""Java's regular expressions (``java.util.regex.Pattern``), carried out by Python's ``regex``, which can give up.

A pattern of a few characters may search for years, and no look at its form tells. So the time is what is bounded.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any, TypeVar

import msgspec
import regex

from poolhouse.graphql.utilities.errors import TemplateFailure
from poolhouse.graphql.utilities.java_regex_translation import translate
from poolhouse.graphql.utilities.limits import MAX_TEXT

SEARCH_SECONDS = 0.05
"""Of one search, which may take a little longer until it is interrupted. Nobody else is served meanwhile."""

REQUEST_SECONDS = 0.25
"""Of all searches of one request together."""

_MOST_WORK = 50_000_000
"""Parts of the pattern times characters of the subject: looking for a plain text is not interrupted."""

Found = TypeVar("Found")

# Of a replacement: an escaped character, a group by number or name, or anything else that is not special.
_REPLACEMENT = re.compile(r"\\(.)|\$(?:([0-9])|\{([A-Za-z][A-Za-z0-9]*)\})|([^\\$]+)", re.DOTALL)


class SearchTime:
    """What the searches of one request may still take of the processor."""

    def __init__(self) -> None:
        self._left = REQUEST_SECONDS

    def spend(self, search: Callable[[float], Found]) -> Found:
        """``search`` is given its seconds. Raises TemplateFailure when it needs more."""
        if self._left <= 0:
            raise TemplateFailure(f"The regular expressions of the request take more than {REQUEST_SECONDS} seconds.")
        began = time.thread_time()
        try:
            return search(min(SEARCH_SECONDS, self._left))
        except TimeoutError:
            text = f"The regular expression takes more than {SEARCH_SECONDS} seconds to search this text."
            raise TemplateFailure(text) from None
        finally:
            self._left -= time.thread_time() - began


class JavaPattern(msgspec.Struct, frozen=True):
    """A translated pattern; its methods raise TemplateFailure for a search that takes long or a result that is."""

    expression: Any
    longest_subject: int
    seconds: float

    def full_match(self, subject: str) -> bool:
        return self.expression.fullmatch(self._bounded(subject), timeout=self.seconds) is not None

    def split(self, subject: str, limit: int = 0) -> list[str]:
        """``String.split``: a limit bounds the parts; with none (0), empty texts at the end are dropped."""
        parts: list[str] = []
        start = 0
        for found in self.expression.finditer(self._bounded(subject), timeout=self.seconds):
            if limit > 0 and len(parts) == limit - 1:
                break
            if found.end() == 0 or found.start() == len(subject):
                continue  # a match of nothing divides nothing at either end
            parts.append(subject[start : found.start()])
            start = found.end()
        if not parts:
            return [subject]
        parts.append(subject[start:])
        while limit == 0 and parts and not parts[-1]:
            parts.pop()
        return parts

    def replace(self, subject: str, replacement: str, *, count: int = 0) -> str:
        """``String.replaceAll``; with a count of 1 ``replaceFirst``."""
        pieces = _replacement_pieces(replacement)
        self._check_groups(pieces)
        length = len(self._bounded(subject))

        def replaced(found: Any) -> str:
            nonlocal length
            text = "".join(literal if group is None else found[group] or "" for literal, group in pieces)
            length += len(text)
            if length > MAX_TEXT:
                raise TemplateFailure(f"A text of the template is longer than {MAX_TEXT} characters.")
            return text

        result: str = self.expression.sub(replaced, subject, count, timeout=self.seconds)
        return result

    def _check_groups(self, pieces: list[tuple[str, int | str | None]]) -> None:
        for _, group in pieces:
            if isinstance(group, int) and group > self.expression.groups:
                raise TemplateFailure(f"The regular expression has no group {group}.")
            if isinstance(group, str) and group not in self.expression.groupindex:
                raise TemplateFailure(f"The regular expression has no group named {group}.")

    def _bounded(self, subject: str) -> str:
        if len(subject) > self.longest_subject:
            limit = self.longest_subject
            raise TemplateFailure(f"The text is longer than this regular expression may search ({limit} characters).")
        return subject


def _replacement_pieces(replacement: str) -> list[tuple[str, int | str | None]]:
    """Literal texts and groups, in order."""
    pieces: list[tuple[str, int | str | None]] = []
    position = 0
    while position < len(replacement):
        found = _REPLACEMENT.match(replacement, position)
        if found is None:
            raise TemplateFailure("The replacement of a regular expression ends early or names no group.")
        escaped, number, name, literal = found.groups()
        pieces.append((escaped or literal or "", name or (None if number is None else int(number))))
        position = found.end()
    return pieces


def compile_pattern(pattern: str, seconds: float = SEARCH_SECONDS) -> JavaPattern:
    """Raises TemplateFailure for a pattern that is wrong, or that this translation does not know."""
    translation = translate(pattern)
    try:
        expression = regex.compile(translation.pattern, regex.ASCII | regex.VERSION0 | translation.flags)
    except (regex.error, OverflowError, RecursionError) as error:
        raise TemplateFailure(f"The regular expression is wrong: {error}.") from error
    return JavaPattern(expression, _MOST_WORK // max(translation.size, 1), seconds)
