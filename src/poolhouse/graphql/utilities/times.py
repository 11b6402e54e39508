"""``$util.time``. Moments are milliseconds since the Unix epoch; without a time zone, UTC."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from poolhouse.graphql.utilities import arguments
from poolhouse.graphql.utilities.date_time_format import DateTimeFormat
from poolhouse.graphql.utilities.errors import TemplateFailure

if TYPE_CHECKING:
    from poolhouse.graphql.utilities.utilities import Utilities

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_OFFSET = re.compile(r"(?:UTC|GMT|UT)?([+-])([0-9]{1,2})(?::?([0-9]{2}))?")
_ISO_8601 = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})T([0-9]{2}:[0-9]{2}(?::[0-9]{2})?)(?:\.([0-9]{1,9}))?(Z|[+-][0-9]{2}(?::?[0-9]{2})?)"
)


def now_iso8601(utilities: Utilities) -> str:
    return epoch_milliseconds_to_iso8601(now_epoch_milliseconds(utilities))


def now_epoch_seconds(utilities: Utilities) -> int:
    return int(utilities.clock.now())


def now_epoch_milliseconds(utilities: Utilities) -> int:
    return int(utilities.clock.now() * 1000)


def now_formatted(utilities: Utilities, pattern: Any, zone: Any = "UTC") -> str:
    moment = _moment(now_epoch_milliseconds(utilities), "time.nowFormatted")
    return _format(pattern).write(moment.astimezone(_zone(zone)))


def parse_formatted_to_epoch_milliseconds(value: Any, pattern: Any, zone: Any = None) -> int:
    """A zone in the text itself comes before ``zone``; one of them is needed."""
    text = arguments.text(value, "time.parseFormattedToEpochMilliSeconds")
    moment = _format(pattern).read(text, None if zone is None else _zone(zone), _zone)
    return _milliseconds(moment)


def parse_iso8601_to_epoch_milliseconds(value: Any) -> int:
    """Such as ``2026-11-20T23:59:09.123+01:00``; the offset is needed."""
    text = arguments.text(value, "time.parseISO8601ToEpochMilliSeconds")
    found = _ISO_8601.fullmatch(text)
    if found is None:
        raise TemplateFailure("$util.time.parseISO8601ToEpochMilliSeconds expects a date, a time and an offset.")
    date, time, fraction, offset = found.groups()
    try:
        moment = datetime.fromisoformat(f"{date}T{time}").replace(tzinfo=_zone(offset))
    except ValueError as error:
        raise TemplateFailure("$util.time.parseISO8601ToEpochMilliSeconds got a date that does not exist.") from error
    return _milliseconds(moment) + int((fraction or "0").ljust(3, "0")[:3])


def epoch_milliseconds_to_seconds(value: Any) -> int:
    return arguments.integer(value, "time.epochMilliSecondsToSeconds") // 1000


def epoch_milliseconds_to_iso8601(value: Any) -> str:
    """Three digits of fraction and ``Z``."""
    moment = _moment(value, "time.epochMilliSecondsToISO8601")
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z".rjust(24, "0")


def epoch_milliseconds_to_formatted(value: Any, pattern: Any, zone: Any = "UTC") -> str:
    moment = _moment(value, "time.epochMilliSecondsToFormatted")
    return _format(pattern).write(moment.astimezone(_zone(zone)))


def _moment(milliseconds: Any, function: str) -> datetime:
    number = arguments.integer(milliseconds, function)
    try:
        # A day away from the ends of the calendar, so that no time zone leads beyond them.
        (_EPOCH + (number - 86_400_000) * _MILLISECOND), (_EPOCH + (number + 86_400_000) * _MILLISECOND)
        return _EPOCH + number * _MILLISECOND
    except OverflowError as error:
        raise TemplateFailure(f"$util.{function} got a moment outside of the years 1 to 9999.") from error


def _milliseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // _MILLISECOND


def _format(pattern: Any) -> DateTimeFormat:
    return DateTimeFormat.of(arguments.text(pattern, "time"))


def _zone(name: Any) -> tzinfo:
    """``UTC``, an offset such as ``+01:00`` or ``GMT+1``, or a name such as ``Europe/Vienna``."""
    text = arguments.text(name, "time")
    if text in ("UTC", "GMT", "UT", "Z"):
        return UTC
    if found := _OFFSET.fullmatch(text):
        sign, hours, minutes = found.groups()
        offset = timedelta(hours=int(hours), minutes=int(minutes or 0))
        if offset > timedelta(hours=18):
            raise TemplateFailure("An offset of a time zone is at most 18 hours.")
        return timezone(-offset if sign == "-" else offset)
    try:
        return ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise TemplateFailure("A time zone is not known.") from error


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "parseFormattedToEpochMilliSeconds": parse_formatted_to_epoch_milliseconds,
    "parseISO8601ToEpochMilliSeconds": parse_iso8601_to_epoch_milliseconds,
    "epochMilliSecondsToSeconds": epoch_milliseconds_to_seconds,
    "epochMilliSecondsToISO8601": epoch_milliseconds_to_iso8601,
    "epochMilliSecondsToFormatted": epoch_milliseconds_to_formatted,
}
OF_REQUEST: dict[str, Callable[..., Any]] = {
    "nowISO8601": now_iso8601,
    "nowEpochSeconds": now_epoch_seconds,
    "nowEpochMilliSeconds": now_epoch_milliseconds,
    "nowFormatted": now_formatted,
}
