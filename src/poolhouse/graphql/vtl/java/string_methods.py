"""``java.lang.String``. Positions count characters, not UTF-16 units: they differ outside the basic plane."""

from __future__ import annotations

from typing import Any

from poolhouse.graphql.utilities.errors import TemplateFailure
from poolhouse.graphql.utilities.java_regex import JavaPattern, SearchTime, compile_pattern
from poolhouse.graphql.utilities.limits import bounded_text
from poolhouse.graphql.utilities.strings import bounded_replace
from poolhouse.graphql.vtl.java.signatures import Methods, accepts

# What Java's trim takes away: everything up to the space.
_TRIMMED = "".join(map(chr, range(0x21)))


def _character(text: str, index: int) -> str:
    return text[_checked(text, index, len(text) - 1)]


def _substring(text: str, start: int, end: int) -> str:
    return text[_checked(text, start, end) : _checked(text, end, len(text))]


def _checked(text: str, index: int, last: int) -> int:
    if not 0 <= index <= last:
        raise TemplateFailure(f"A text of {len(text)} characters has no place {index}.")
    return index


METHODS: Methods = {
    ("length", 0): ((), len),
    ("isEmpty", 0): ((), lambda text: not text),
    ("equalsIgnoreCase", 1): ((str,), lambda text, other: text.casefold() == other.casefold()),
    ("contains", 1): ((str,), lambda text, other: other in text),
    ("startsWith", 1): ((str,), lambda text, other: text.startswith(other)),
    ("endsWith", 1): ((str,), lambda text, other: text.endswith(other)),
    ("indexOf", 1): ((str,), lambda text, other: text.find(other)),
    ("indexOf", 2): ((str, int), lambda text, other, start: text.find(other, max(start, 0))),
    ("lastIndexOf", 1): ((str,), lambda text, other: text.rfind(other)),
    ("substring", 1): ((int,), lambda text, start: _substring(text, start, len(text))),
    ("substring", 2): ((int, int), _substring),
    ("charAt", 1): ((int,), _character),
    ("concat", 1): ((str,), lambda text, other: bounded_text(text + other)),
    ("trim", 0): ((), lambda text: text.strip(_TRIMMED)),
    ("toLowerCase", 0): ((), lambda text: text.lower()),
    ("toUpperCase", 0): ((), lambda text: text.upper()),
    ("replace", 2): ((str, str), bounded_replace),
}

# Their first argument is a regular expression; the functions get it compiled, before the text.
_SEARCHES: Methods = {
    ("replaceAll", 2): ((str, str), JavaPattern.replace),
    ("replaceFirst", 2): ((str, str), lambda pattern, text, replacement: pattern.replace(text, replacement, count=1)),
    ("matches", 1): ((str,), JavaPattern.full_match),
    ("split", 1): ((str,), JavaPattern.split),
    ("split", 2): ((str, int), JavaPattern.split),
}


def search(text: str, name: str, arguments: list[Any], time: SearchTime) -> Any:
    """Of the methods that take a regular expression: null for other calls. Raises TemplateFailure."""
    types, function = _SEARCHES.get((name, len(arguments)), ((), None))
    if function is None or not accepts(types, arguments):
        return None
    pattern, *more = arguments
    return time.spend(lambda seconds: function(compile_pattern(pattern, seconds), text, *more))
