"""A Java pattern in the words of Python's ``regex``. The languages are near relatives: what differs is translated or
refused."""

from __future__ import annotations

import re

import msgspec
import regex

from poolhouse.graphql.utilities.errors import TemplateFailure

_MAX_PATTERN = 1_000
_MAX_SIZE = 500
"""Parts, as often as they are there at least: ``regex`` prepares searches in time that grows with their cube."""

# Java's named classes, ASCII alone as in Java, written as the inside of a bracket expression.
_NAMED_CLASSES = {
    "Lower": r"a-z",
    "Upper": r"A-Z",
    "ASCII": r"\x00-\x7F",
    "Alpha": r"a-zA-Z",
    "Digit": r"0-9",
    "Alnum": r"a-zA-Z0-9",
    "Punct": r"!-/:-@\[-`{-~",
    "Graph": r"!-~",
    "Print": r" -~",
    "Blank": r" \t",
    "Cntrl": r"\x00-\x1F\x7F",
    "XDigit": r"0-9a-fA-F",
    "Space": r" \t\n\x0B\f\r",
}
_LETTER_CLASSES = {
    "d": r"\d",
    "w": r"\w",
    "s": r"\s",
    "h": r" \t\xA0\u1680\u180e\u2000-\u200a\u202f\u205f\u3000",
    "v": r"\n\x0B\f\r\x85\u2028\u2029",
}
_CHARACTERS = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "a": "\a", "e": "\x1b"}
_PLACES = {"b": r"\b", "B": r"\B", "A": r"\A", "z": r"\Z", "Z": r"(?=\n?\Z)"}
_LINE_BREAK = r"(?:\r\n|[\n\x0B\f\r\x85\u2028\u2029])"
_NOT_LINE_BREAK = r"[^\n\r\x85\u2028\u2029]"

_CODE = re.compile(r"x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|x\{([0-9A-Fa-f]{1,6})\}")
_PROPERTY = re.compile(r"([pP])\{(\w+)\}")
_BACK_REFERENCE = re.compile(r"k<([A-Za-z][A-Za-z0-9]*)>|([1-9])")
_LEADING_FLAGS = re.compile(r"\(\?([ims]+)\)")
_OPENING = re.compile(r"\((?:\?(?:(?P<plain>[:=!>]|<[=!]|[im]+:)|<(?P<name>[A-Za-z][A-Za-z0-9]*)>))?")
_QUANTIFIER = re.compile(r"(?:(?P<sign>[*+?])|\{(?P<least>\d+)(?P<comma>,?)(?P<most>\d*)\})(?P<manner>[?+]?)")


class Translation(msgspec.Struct, frozen=True):
    pattern: str
    flags: int
    size: int


class _Group(msgspec.Struct):
    """``behind``: it looks behind, or stands in a group that does."""

    behind: bool = False
    size: int = 0


def translate(pattern: str) -> Translation:
    """Raises TemplateFailure for what ``regex`` has no words for."""
    if len(pattern) > _MAX_PATTERN:
        raise TemplateFailure(f"A regular expression is longer than {_MAX_PATTERN} characters.")
    return _Translator(pattern).translation()


def _unsupported(what: str) -> TemplateFailure:
    return TemplateFailure(f"The regular expression holds {what}, which is not supported here.")


class _Translator:
    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._position = 0
        self._written: list[str] = []
        self._groups = [_Group()]
        self._any_character = _NOT_LINE_BREAK

    def translation(self) -> Translation:
        flags = self._leading_flags()
        while self._position < len(self._pattern):
            self._element()
        if len(self._groups) > 1:
            raise TemplateFailure("The regular expression has a group that is not closed.")
        return Translation("".join(self._written), flags, self._groups[0].size)

    def _leading_flags(self) -> int:
        flags = 0
        if found := self._take(_LEADING_FLAGS):
            for letter in found[1]:
                flags |= {"i": regex.IGNORECASE, "m": regex.MULTILINE, "s": regex.DOTALL}[letter]
        if flags & regex.DOTALL:
            self._any_character = "."
        return flags

    def _element(self) -> None:
        character = self._pattern[self._position]
        if character == "(":
            self._open()
        elif character == ")":
            self._close()
        elif character == "|":
            self._advance("|")
        elif character in "^$":
            self._advance(character)
        elif character == "\\":
            self._position += 1
            self._escape()
        elif character == "[":
            self._part(self._bracket())
        elif character in "*+?":
            raise TemplateFailure("The regular expression repeats nothing.")
        else:
            self._position += 1
            self._part(self._any_character if character == "." else re.escape(character))

    def _take(self, expression: re.Pattern[str]) -> re.Match[str] | None:
        found = expression.match(self._pattern, self._position)
        if found:
            self._position = found.end()
        return found

    def _advance(self, written: str) -> None:
        self._position += 1
        self._written.append(written)

    # --- groups ------------------------------------------------------------------------------------------------------

    def _open(self) -> None:
        found = self._take(_OPENING)
        if found is None or self._pattern[self._position : self._position + 1] == "?":
            raise _unsupported("a group of a special kind")
        self._groups.append(_Group(self._groups[-1].behind or (found["plain"] or "").startswith("<")))
        self._written.append(f"(?P<{found['name']}>" if found["name"] else found[0])

    def _close(self) -> None:
        if len(self._groups) == 1:
            raise TemplateFailure("The regular expression closes a group that is not open.")
        self._position += 1
        self._part(")", self._groups.pop().size)

    def _part(self, written: str, size: int = 1) -> None:
        """A part of a sequence and the quantifier behind it."""
        self._written.append(written)
        group = self._groups[-1]
        if found := self._take(_QUANTIFIER):
            if group.behind and (found["sign"] in ("*", "+") or (found["comma"] and not found["most"])):
                raise TemplateFailure("The regular expression looks behind without a bound.")
            self._written.append(found[0])
            size *= max(int(found["least"] or 1), 1)
        group.size += size
        if group.size > _MAX_SIZE:
            raise TemplateFailure(f"A regular expression has more than {_MAX_SIZE} parts.")

    # --- characters --------------------------------------------------------------------------------------------------

    def _escape(self) -> None:
        """Outside of brackets, behind the backslash."""
        if found := self._take(_BACK_REFERENCE):
            self._part(f"(?P={found[1]})" if found[1] else rf"(?:\{found[2]})")
            return
        letter = self._pattern[self._position : self._position + 1]
        if letter in _PLACES and letter:
            self._advance(_PLACES[letter])
        elif letter == "R":
            self._position += 1
            self._part(_LINE_BREAK)
        elif letter == "Q":
            self._quotation()
        else:
            content, negated = self._class_or_character()
            self._part(f"[{'^' if negated else ''}{content}]")

    def _quotation(self) -> None:
        quoted, end, _ = self._pattern[self._position + 1 :].partition("\\E")
        self._position += 1 + len(quoted) + len(end)
        if quoted:
            self._written.append(re.escape(quoted[:-1]))
            self._part(re.escape(quoted[-1]))
            self._groups[-1].size += len(quoted) - 1

    def _class_or_character(self) -> tuple[str, bool]:
        """What an escape stands for, as the inside of a bracket expression, and whether it is the opposite of that."""
        if found := self._take(_PROPERTY):
            content = _NAMED_CLASSES.get(found[2])
            if content is None:
                raise _unsupported(f"the class {found[2]}")
            return content, found[1] == "P"
        if found := self._take(_CODE):
            code = int(found[1] or found[2] or found[3], 16)
            if code > 0x10FFFF:
                raise _unsupported("a character beyond Unicode")
            return re.escape(chr(code)), False
        letter = self._pattern[self._position : self._position + 1]
        self._position += 1
        if content := _LETTER_CLASSES.get(letter.lower()):
            return content, letter.isupper()
        if character := _CHARACTERS.get(letter):
            return re.escape(character), False
        if not letter or (letter.isascii() and letter.isalnum()):
            raise _unsupported(f"the escape \\{letter}")
        return re.escape(letter), False

    def _bracket(self) -> str:
        """A bracket expression. Java's unions and intersections of them have no counterpart in Python."""
        written = ["["]
        self._position += 1
        if self._pattern.startswith("^", self._position):
            self._position += 1
            written.append("^")
        while (character := self._pattern[self._position : self._position + 1]) != "]":
            if not character:
                raise TemplateFailure("The regular expression has a bracket that is not closed.")
            if character == "[" or self._pattern.startswith("&&", self._position):
                raise _unsupported("a bracket within a bracket")
            self._position += 1
            written.append(self._inside(character))
        self._position += 1
        if len(written) == written.count("^") + 1:
            raise TemplateFailure("The regular expression has an empty bracket.")
        return "".join(written) + "]"

    def _inside(self, character: str) -> str:
        if character == "\\":
            content, negated = self._class_or_character()
            if not negated:
                return content
            if content in (r"\d", r"\w", r"\s"):
                return content.upper()
            raise _unsupported("the opposite of a class within a bracket")
        return character if character == "-" else re.escape(character)
