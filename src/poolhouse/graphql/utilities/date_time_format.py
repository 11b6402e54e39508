"""Patterns of Java's ``DateTimeFormatter``: the letters in common use; others are refused by name.

Names of months and days are English. The clock behind it counts milliseconds: further digits of a fraction are zero.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, tzinfo

import msgspec

from poolhouse.graphql.utilities.errors import TemplateFailure

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MAX_PATTERN = 200

_PIECE = re.compile(r"(?P<letter>[A-Za-z])(?P=letter)*|'(?P<quoted>(?:[^']|'')*)'|(?P<literal>[^A-Za-z'\[\]{}#])")


class _Field(msgspec.Struct, frozen=True):
    """One letter, repeated ``width`` times."""

    letter: str
    width: int

    def write(self, moment: datetime) -> str:
        match self.letter:
            case "y" | "u":
                return f"{moment.year % 100:02d}" if self.width == 2 else f"{moment.year:0{self.width}d}"
            case "M" | "L":
                return self._named(moment.month, _MONTHS[moment.month - 1])
            case "E":
                name = _DAYS[moment.weekday()]
                return name if self.width == 4 else name[:3]
            case "a":
                return "AM" if moment.hour < 12 else "PM"
            case "S":
                return f"{moment.microsecond:06d}000"[: self.width]
            case "z" | "V":
                return _zone_name(moment, short=self.letter == "z")
            case "Z" | "X" | "x":
                return self._offset(moment)
            case _:
                return f"{_NUMBERS[self.letter](moment):0{self.width}d}"

    def _named(self, number: int, name: str) -> str:
        return {3: name[:3], 4: name}.get(self.width) or f"{number:0{self.width}d}"

    def _offset(self, moment: datetime) -> str:
        minutes = (moment.utcoffset() or timedelta()) // timedelta(minutes=1)
        if minutes == 0 and self.letter == "X":
            return "Z"
        sign = "-" if minutes < 0 else "+"
        hours, rest = divmod(abs(minutes), 60)
        if self.letter == "Z":
            return f"GMT{sign}{hours:02d}:{rest:02d}" if self.width == 4 else f"{sign}{hours:02d}{rest:02d}"
        if self.width == 1:
            return f"{sign}{hours:02d}{rest:02d}" if rest else f"{sign}{hours:02d}"
        return f"{sign}{hours:02d}{':' if self.width == 3 else ''}{rest:02d}"

    def expression(self) -> str:
        """What of a text this field reads."""
        match self.letter:
            case "M" | "L" if self.width >= 3:
                return "|".join(_MONTHS if self.width == 4 else (name[:3] for name in _MONTHS))
            case "E":
                return "|".join(_DAYS if self.width == 4 else (name[:3] for name in _DAYS))
            case "a":
                return "AM|PM"
            case "z" | "V":
                return "[A-Za-z][A-Za-z0-9_+/-]*"
            case "Z" | "X" | "x":
                return r"Z|(?:GMT)?[+-][0-9]{2}(?::?[0-9]{2})?"
            case "y" | "u" if self.width != 2:
                return f"[0-9]{{{min(self.width, 4)},4}}"
            case _:
                most = self.width if self.width > 1 else (3 if self.letter == "D" else 2)
                return f"[0-9]{{{self.width},{most}}}"


_NUMBERS: dict[str, Callable[[datetime], int]] = {
    "d": lambda moment: moment.day,
    "D": lambda moment: moment.timetuple().tm_yday,
    "H": lambda moment: moment.hour,
    "k": lambda moment: moment.hour or 24,
    "K": lambda moment: moment.hour % 12,
    "h": lambda moment: moment.hour % 12 or 12,
    "m": lambda moment: moment.minute,
    "s": lambda moment: moment.second,
}

# How often a letter may be repeated.
_WIDTHS = {
    **dict.fromkeys("dHkKhms", range(1, 3)),
    **dict.fromkeys("yu", range(1, 5)),
    **dict.fromkeys("ML", range(1, 5)),
    **dict.fromkeys("XxD", range(1, 4)),
    **dict.fromkeys("EzZ", range(1, 5)),
    "a": range(1, 2),
    "S": range(1, 10),
    "V": range(2, 3),
}


def _zone_name(moment: datetime, *, short: bool) -> str:
    key = getattr(moment.tzinfo, "key", None)
    if moment.tzinfo is UTC:
        return "UTC"
    return moment.tzname() or "" if short or key is None else str(key)


class DateTimeFormat(msgspec.Struct, frozen=True):
    """A pattern, read once."""

    pieces: tuple[str | _Field, ...]

    @classmethod
    def of(cls, pattern: str) -> DateTimeFormat:
        """Raises TemplateFailure for what is not supported."""
        if len(pattern) > _MAX_PATTERN:
            raise TemplateFailure(f"A pattern of a date is longer than {_MAX_PATTERN} characters.")
        pieces: list[str | _Field] = []
        position = 0
        while position < len(pattern):
            found = _PIECE.match(pattern, position)
            if found is None:
                raise TemplateFailure(f"The character {pattern[position]} in a pattern of a date is not supported.")
            pieces.append(_piece(found))
            position = found.end()
        return cls(tuple(pieces))

    def write(self, moment: datetime) -> str:
        return "".join(piece if isinstance(piece, str) else piece.write(moment) for piece in self.pieces)

    def read(self, text: str, zone: tzinfo | None, named_zone: Callable[[str], tzinfo]) -> datetime:
        """Raises TemplateFailure when the text has another form, or no moment follows from it."""
        fields = [piece for piece in self.pieces if isinstance(piece, _Field)]
        letters = [field.letter for field in fields]
        if len(set(letters)) < len(letters):
            raise TemplateFailure("A pattern of a date to be read names a field twice.")
        expression = "".join(
            re.escape(piece) if isinstance(piece, str) else f"({piece.expression()})" for piece in self.pieces
        )
        found = re.fullmatch(expression, text)
        if found is None:
            raise TemplateFailure("A date is not written as its pattern says.")
        return _moment(dict(zip(letters, found.groups(), strict=True)), zone, named_zone)


def _piece(found: re.Match[str]) -> str | _Field:
    letter = found["letter"]
    if letter is None:
        quoted = found["quoted"]
        return found["literal"] if quoted is None else (quoted.replace("''", "'") or "'")
    width = len(found[0])
    if width not in _WIDTHS.get(letter, ()):
        raise TemplateFailure(f"The letters {found[0]} in a pattern of a date are not supported.")
    return _Field(letter, width)


def _moment(values: dict[str, str], zone: tzinfo | None, named_zone: Callable[[str], tzinfo]) -> datetime:
    zone_text = next((values[letter] for letter in "XxZVz" if letter in values), None)
    chosen = named_zone(zone_text) if zone_text is not None else zone
    if chosen is None:
        raise TemplateFailure("A date to be read has no time zone.")
    year = values.get("y") or values.get("u")
    if year is None:
        raise TemplateFailure("A date to be read has no year.")
    try:
        day = datetime(
            int(year) + (2000 if len(year) == 2 else 0), _month(values), int(values.get("d", 1)), tzinfo=chosen
        )
        if "D" in values:
            day = day.replace(month=1, day=1) + timedelta(days=int(values["D"]) - 1)
        return day.replace(
            hour=_hour(values),
            minute=int(values.get("m", 0)),
            second=int(values.get("s", 0)),
            microsecond=int(values.get("S", "0").ljust(6, "0")[:6]),
        )
    except (ValueError, OverflowError) as error:
        raise TemplateFailure("A date to be read does not exist.") from error


def _month(values: dict[str, str]) -> int:
    text = values.get("M") or values.get("L") or "1"
    return int(text) if text.isdigit() else next(i for i, name in enumerate(_MONTHS, 1) if name.startswith(text))


def _hour(values: dict[str, str]) -> int:
    if "H" in values:
        return int(values["H"])
    if "k" in values:
        return int(values["k"]) % 24
    if "h" in values or "K" in values:
        return int(values.get("h") or values["K"]) % 12 + (12 if values.get("a") == "PM" else 0)
    return 0
