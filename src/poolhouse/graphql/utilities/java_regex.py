"""Java's regular expressions (``java.util.regex.Pattern``), carried out by Python's ``re``.

Patterns that could take exponential time are refused as far as their form shows it; lengths of patterns and subjects
are bounded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from poolhouse.graphql.utilities.errors import TemplateFailure
from poolhouse.graphql.utilities.java_regex_translation import Repetition, translate
from poolhouse.graphql.utilities.limits import MAX_TEXT

# By how a pattern repeats: a search may take as many steps as the square of these.
_LONGEST_SUBJECT = {Repetition.NONE: MAX_TEXT, Repetition.PLAIN: 16 * 1024, Repetition.NESTED: 1_000}

# Of a replacement: an escaped character, a group by number or name, or anything else that is not special.
_REPLACEMENT = re.compile(r"\\(.)|\$(?:([0-9])|\{([A-Za-z][A-Za-z0-9]*)\})|([^\\$]+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class JavaPattern:
    """A translated pattern; its methods raise TemplateFailure for a subject or result that is too long."""

    expression: re.Pattern[str]
    longest_subject: int

    def full_match(self, subject: str) -> bool:
        return self.expression.fullmatch(self._bounded(subject)) is not None

    def split(self, subject: str, limit: int = 0) -> list[str]:
        """``String.split``: a limit bounds the parts; with none (0), empty texts at the end are dropped."""
        parts: list[str] = []
        start = 0
        for found in self.expression.finditer(self._bounded(subject)):
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

        def replaced(found: re.Match[str]) -> str:
            nonlocal length
            text = "".join(literal if group is None else found[group] or "" for literal, group in pieces)
            length += len(text)
            if length > MAX_TEXT:
                raise TemplateFailure(f"A text of the template is longer than {MAX_TEXT} characters.")
            return text

        return self.expression.sub(replaced, subject, count)

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


def compile_pattern(pattern: str) -> JavaPattern:
    """Raises TemplateFailure for a pattern that is wrong, or that this translation does not know."""
    translation = translate(pattern)
    try:
        expression = re.compile(translation.pattern, re.ASCII | translation.flags)
    except (re.error, OverflowError, RecursionError) as error:
        raise TemplateFailure(f"The regular expression is wrong: {error}.") from error
    return JavaPattern(expression, _LONGEST_SUBJECT[translation.repetition])
