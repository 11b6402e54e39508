"""``$util.time``."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from poolhouse.graphql.utilities.errors import TemplateFailure
from poolhouse.graphql.utilities.utilities import Utilities

Call = Callable[..., Any]

NOW = 1_795_219_149_123


def test_now(call: Call) -> None:
    assert call("util.time.nowISO8601") == "2026-11-20T23:59:09.123Z"
    assert call("util.time.nowEpochSeconds") == 1_795_219_149
    assert call("util.time.nowEpochMilliSeconds") == NOW
    assert call("util.time.nowFormatted", "yyyy-MM-dd HH:mm:ssZ") == "2026-11-20 23:59:09+0000"
    assert call("util.time.nowFormatted", "yyyy-MM-dd HH:mm:ssZ", "Australia/Perth") == "2026-11-21 07:59:09+0800"


@pytest.mark.parametrize(
    ("pattern", "zone", "text"),
    [
        ("yyyy-MM-dd'T'HH:mm:ss.SSSXXX", "UTC", "2026-11-20T23:59:09.123Z"),
        ("yyyy-MM-dd'T'HH:mm:ss.SSSXXX", "+05:30", "2026-11-21T05:29:09.123+05:30"),
        ("X XX xxx", "-03:00", "-03 -0300 -03:00"),
        ("xxx X", "UTC", "+00:00 Z"),
        ("yy M d H:m:s", "UTC", "26 11 20 23:59:9"),
        ("EEE, d MMM yyyy", "UTC", "Fri, 20 Nov 2026"),
        ("EEEE d MMMM uuuu", "UTC", "Friday 20 November 2026"),
        ("hh:mm a", "UTC", "11:59 PM"),
        ("K k D", "UTC", "11 23 324"),
        ("h a", "GMT+1", "12 AM"),
        ("S SS SSSSSSSSS", "UTC", "1 12 123000000"),
        ("'o''clock' ''", "UTC", "o'clock '"),
        ("z VV", "UTC", "UTC UTC"),
        ("VV", "Europe/Vienna", "Europe/Vienna"),
        ("HH z", "Europe/Vienna", "00 CET"),
        ("ZZZZ", "-08:30", "GMT-08:30"),
    ],
)
def test_patterns(call: Call, pattern: str, zone: str, text: str) -> None:
    assert call("util.time.epochMilliSecondsToFormatted", NOW, pattern, zone) == text


@pytest.mark.parametrize(
    "pattern", ["G", "w", "YYYY", "Q", "[yyyy]", "{", "#", "ddd", "SSSSSSSSSS", "'open", "B" * 300]
)
def test_letters_that_are_not_supported_fail(call: Call, pattern: str) -> None:
    with pytest.raises(TemplateFailure, match="pattern of a date"):
        call("util.time.nowFormatted", pattern)


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../etc/passwd", "/etc/passwd", "+19:00", "", "Europe"])
def test_unknown_time_zones_fail(call: Call, zone: str) -> None:
    with pytest.raises(TemplateFailure, match="time zone"):
        call("util.time.nowFormatted", "HH", zone)


@pytest.mark.parametrize(
    ("arguments", "milliseconds"),
    [
        (("2018-02-01 17:21:05.180+0800", "yyyy-MM-dd HH:mm:ss.SSSZ"), 1_517_476_865_180),
        (("2018-02-01 17:21:05", "yyyy-MM-dd HH:mm:ss", "UTC"), 1_517_505_665_000),
        (("2018-02-01 17:21:05", "yyyy-MM-dd HH:mm:ss", "Europe/Vienna"), 1_517_502_065_000),
        (("Thu, 1 Feb 2018 05:21 PM Z", "EEE, d MMM yyyy hh:mm a X"), 1_517_505_660_000),
        (("1 February 18 24", "d MMMM yy k", "UTC"), 1_517_443_200_000),
        (("2018 32", "yyyy D", "UTC"), 1_517_443_200_000),
        (("2018 032", "yyyy DDD", "UTC"), 1_517_443_200_000),
        (("2018-02-30", "yyyy-MM-dd", "UTC"), None),
        (("2018-02-01", "yyyy-MM-dd"), None),
        (("2018-02", "yyyy-MM-dd", "UTC"), None),
        (("10:00", "HH:mm", "UTC"), None),
        (("20182018", "yyyyyyyy", "UTC"), None),
    ],
)
def test_reading_by_a_pattern(call: Call, arguments: tuple[str, ...], milliseconds: int | None) -> None:
    if milliseconds is None:
        with pytest.raises(TemplateFailure):
            call("util.time.parseFormattedToEpochMilliSeconds", *arguments)
    else:
        assert call("util.time.parseFormattedToEpochMilliSeconds", *arguments) == milliseconds


@pytest.mark.parametrize(
    ("text", "milliseconds"),
    [
        ("2018-02-01T17:21:05.180+08:00", 1_517_476_865_180),
        ("2018-02-01T09:21:05Z", 1_517_476_865_000),
        ("2018-02-01T09:21Z", 1_517_476_860_000),
        ("2018-02-01T09:21:05.123456789Z", 1_517_476_865_123),
    ],
)
def test_reading_iso_8601(call: Call, text: str, milliseconds: int) -> None:
    assert call("util.time.parseISO8601ToEpochMilliSeconds", text) == milliseconds


@pytest.mark.parametrize(
    "text", ["2018-02-01", "2018-02-01T09:21:05", "2018-02-30T00:00:00Z", "2018-02-01T25:00:00Z", "", 5]
)
def test_what_is_not_iso_8601_fails(call: Call, text: Any) -> None:
    with pytest.raises(TemplateFailure):
        call("util.time.parseISO8601ToEpochMilliSeconds", text)


def test_seconds_of_milliseconds(call: Call) -> None:
    assert call("util.time.epochMilliSecondsToSeconds", NOW) == NOW // 1000
    assert call("util.time.epochMilliSecondsToISO8601", 0) == "1970-01-01T00:00:00.000Z"
    for milliseconds in (10**18, -(10**18), 1.5, "0", None):
        with pytest.raises(TemplateFailure):
            call("util.time.epochMilliSecondsToISO8601", milliseconds)


@settings(deadline=None)
@given(st.datetimes(datetime(2, 1, 1), datetime(9998, 12, 31), timezones=st.just(UTC)))
def test_moments_written_are_read_as_the_same(moment: datetime) -> None:
    utilities = Utilities(None, None, "")  # type: ignore[arg-type]
    milliseconds = int((moment - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds()) * 1000 + moment.microsecond // 1000
    text = utilities.function("util.time.epochMilliSecondsToISO8601")(milliseconds)
    assert len(text) == 24
    assert utilities.function("util.time.parseISO8601ToEpochMilliSeconds")(text) == milliseconds
    pattern = "EEEE, d. MMMM yyyy hh:mm:ss.SSS a xxx"
    formatted = utilities.function("util.time.epochMilliSecondsToFormatted")(milliseconds, pattern, "+01:00")
    assert utilities.function("util.time.parseFormattedToEpochMilliSeconds")(formatted, pattern) == milliseconds
