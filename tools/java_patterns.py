"""Java regular expressions of AWS's service models, turned into Python ones that match the same whole strings.

Java's ``Matcher.matches`` asks for the whole string, its ``\\w \\d \\s`` are ASCII and its dot stops at five line
terminators (``java.util.regex.Pattern``). The models use Unicode categories in one way only: "any visible character",
the class of letters, marks, symbols, numbers and punctuation. Python's ``re`` has no categories, so that class is
written as the complement of separators and control characters, which are few and hardly ever grow. Code points that
Unicode has not assigned yet pass: a list of them would change with every Unicode version.

Patterns of the form "these characters, with this text somewhere in between" make a backtracking matcher try every
split, in quadratic or cubic time. They are written as a check of all characters first and a search for the texts after,
in linear time.
"""

from __future__ import annotations

import re
from itertools import pairwise

Ranges = tuple[tuple[int, int], ...]

SEPARATORS: Ranges = (
    (0x20, 0x20),
    (0xA0, 0xA0),
    (0x1680, 0x1680),
    (0x2000, 0x200A),
    (0x2028, 0x2029),
    (0x202F, 0x202F),
    (0x205F, 0x205F),
    (0x3000, 0x3000),
)
"""General category Z (Unicode Character Database)."""

OTHERS: Ranges = (
    (0x00, 0x1F),
    (0x7F, 0x9F),
    (0xAD, 0xAD),
    (0x600, 0x605),
    (0x61C, 0x61C),
    (0x6DD, 0x6DD),
    (0x70F, 0x70F),
    (0x890, 0x891),
    (0x8E2, 0x8E2),
    (0x180E, 0x180E),
    (0x200B, 0x200F),
    (0x202A, 0x202E),
    (0x2060, 0x206F),
    (0xD800, 0xF8FF),
    (0xFDD0, 0xFDEF),
    (0xFEFF, 0xFEFF),
    (0xFFF0, 0xFFFB),
    (0xFFFE, 0xFFFF),
    (0x110BD, 0x110BD),
    (0x110CD, 0x110CD),
    (0x13430, 0x1343F),
    (0x1BCA0, 0x1BCA3),
    (0x1D173, 0x1D17A),
    (0xE0000, 0xE00FF),
    (0xE01F0, 0x10FFFF),
)
"""General category C: control, format, surrogate, private use, non-characters, and unassigned blocks between them."""

SPACE = frozenset("\t\n\v\f\r ")
DOT = r"[^\n\r\x85\u2028\u2029]"
VISIBLE = frozenset("LMSNP")

_CLASS = re.compile(r"\[\^?(?:\\.|[^\]\\])+\]")
_REPEATED = re.compile(rf"(?P<characters>{_CLASS.pattern}|\.)(?P<least>[+*])")
_PLAIN = re.compile(r"(?:\\\W|[\w@#])+")
_ANY = r"[\s\S]"
_ITEM = re.compile(r"\\p\{(?P<category>[A-Z])\}|\\(?P<escape>.)|(?P<literal>[^\\])")
_ESCAPES = {"s": SPACE, "t": frozenset("\t"), "n": frozenset("\n"), "r": frozenset("\r")}


def translate(pattern: str) -> str:
    """The Python pattern whose ``search`` accepts exactly the strings that Java's ``matches`` accepts.

    Raises ValueError for a construct that no model has used so far.
    """
    body = pattern
    dot = DOT
    if body.startswith("(?s)"):
        body, dot = body.removeprefix("(?s)"), _ANY
    searching = _holding(body, dot)
    if searching is not None:
        return searching
    parts: list[str] = []
    position = 0
    for found in _CLASS.finditer(body):
        parts.append(_outside_class(body[position : found.start()], dot))
        parts.append(_class(found.group()))
        position = found.end()
    parts.append(_outside_class(body[position:], dot))
    translated = rf"(?a)\A(?:{''.join(parts)})\Z"
    re.compile(translated)
    return translated


def _holding(body: str, dot: str) -> str | None:
    """The linear form of ``C+ text C* text C+``, where ``C`` is one class that holds the texts too; else None.

    To take the first place of each text loses nothing: what may follow it includes what may follow a later one.
    """
    repeated = list(_REPEATED.finditer(body))
    texts = [body[before.end() : after.start()] for before, after in pairwise(repeated)]
    if not texts or repeated[0].start() or repeated[-1].end() != len(body):
        return None
    classes = {found["characters"] for found in repeated}
    if len(classes) > 1 or not all(map(_PLAIN.fullmatch, texts)):
        return None
    characters = classes.pop()
    translated = dot if characters == "." else _class(characters)
    if not re.fullmatch(rf"(?a:{translated}*)", re.sub(r"\\(\W)", r"\1", "".join(texts))):
        return None
    gaps = [_ANY if found["least"] == "+" else "" for found in repeated]
    searches = "".join(rf"(?>{_ANY}*?{text}){gap}" for text, gap in zip(texts, gaps[1:], strict=True))
    return rf"(?a)\A(?={translated}*\Z){gaps[0]}{searches}"


def _outside_class(text: str, dot: str) -> str:
    if "\\p" in text:
        raise ValueError(f"category outside a class: {text}")
    return re.sub(r"\\.|\.", lambda found: dot if found.group() == "." else found.group(), text)


def _class(text: str) -> str:
    if "\\p" not in text:
        return text
    negated = text.startswith("[^")
    categories: set[str] = set()
    characters: set[str] = set()
    for item in _ITEM.finditer(text[2 if negated else 1 : -1]):
        if item["category"]:
            categories.add(item["category"])
        elif item["escape"]:
            characters |= _ESCAPES[item["escape"]]
        else:
            characters.add(item["literal"])
    if negated:
        if categories != {"Z"}:
            raise ValueError(f"negated categories: {text}")
        return "[^" + "".join(map(re.escape, sorted(characters))) + _spans(SEPARATORS) + "]"
    if not categories >= VISIBLE or categories - VISIBLE - {"Z"}:
        raise ValueError(f"categories: {text}")
    refused = OTHERS if "Z" in categories else tuple(sorted(SEPARATORS + OTHERS))
    return "[^" + _spans(_without(refused, characters)) + "]"


def _without(ranges: Ranges, characters: set[str]) -> Ranges:
    left = list(ranges)
    for point in map(ord, characters):
        left = [
            piece
            for low, high in left
            for piece in (((low, point - 1), (point + 1, high)) if low <= point <= high else ((low, high),))
            if piece[0] <= piece[1]
        ]
    return _merged(left)


def _merged(ranges: list[tuple[int, int]]) -> Ranges:
    merged: list[tuple[int, int]] = []
    for low, high in sorted(ranges):
        if merged and low == merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], high)
        else:
            merged.append((low, high))
    return tuple(merged)


def _spans(ranges: Ranges) -> str:
    return "".join(_escaped(low) if low == high else f"{_escaped(low)}-{_escaped(high)}" for low, high in ranges)


def _escaped(point: int) -> str:
    if point < 0x100:
        return f"\\x{point:02x}"
    return f"\\u{point:04x}" if point < 0x10000 else f"\\U{point:08x}"
