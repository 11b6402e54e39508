"""Regions of test files: ``#region covers HASH[, HASH…]`` to ``#endregion``, as comments of any language."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from poolhouse.snippets.problems import Problem, SnippetsError, refuse
from poolhouse.snippets.sources import display_name, files_below

#: A comment sign is up to four characters that are neither letters nor quotes; some languages need one at the end too.
MARKER = re.compile(
    r"""\s*(?:[^\w\s"'`]{1,4}\s*)?\#(?P<kind>region|endregion)(?![\w-])(?P<rest>.*?)(?:\s*(?:\*/\}?|--!?>|\*\)|[#}%]\}))?\s*"""
)
HASH = re.compile(r"[0-9a-f]{16}")


class Region(msgspec.Struct, frozen=True):
    """Lines ``first`` to ``last`` are those of the two markers. ``body`` is what stands between, without markers."""

    path: str
    file: Path
    first: int
    last: int
    hashes: tuple[str, ...]
    body: str


class Marker(msgspec.Struct, frozen=True):
    line: int
    kind: str
    rest: str


def find_regions(places: Sequence[Path]) -> list[Region]:
    """The regions of all text files at or below ``places``, by file and line.

    A ``#region`` that covers nothing (editors fold code by them) takes part in the nesting and is no region.
    Raises SnippetsError with every unmatched marker and every malformed hash.
    """
    found: list[Region] = []
    problems: list[Problem] = []
    for file in {file.resolve(): file for file in _files(places)}.values():
        content = file.read_bytes()
        if b"#region" not in content and b"#endregion" not in content:
            continue
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            continue  # not text, whatever its bytes look like
        regions, wrong = regions_of(display_name(file), file.resolve(), text)
        found += regions
        problems += wrong
    if problems:
        raise SnippetsError(problems)
    return found


def regions_of(path: str, file: Path, text: str) -> tuple[list[Region], list[Problem]]:
    """The regions of one file, outer before inner, and what is wrong with its markers."""
    lines = text.splitlines()
    markers = list(_python_markers(text) if file.suffix == ".py" else _markers(lines))
    marked = {marker.line for marker in markers}
    regions, problems = [], []
    opened: list[tuple[Marker, tuple[str, ...]]] = []
    for marker in markers:
        if marker.kind == "region":
            hashes, wrong = _hashes(marker.rest)
            problems += [Problem(path, marker.line, text) for text in wrong]
            opened.append((marker, hashes))
        elif not opened:
            problems.append(Problem(path, marker.line, "#endregion without a #region"))
        else:
            begin, hashes = opened.pop()
            if hashes:
                inside = (number for number in range(begin.line + 1, marker.line) if number not in marked)
                body = "".join(f"{lines[number - 1]}\n" for number in inside)
                regions.append(Region(path, file, begin.line, marker.line, hashes, body))
    problems += [Problem(path, begin.line, "#region without an #endregion") for begin, _ in opened]
    return sorted(regions, key=lambda region: region.first), problems


def _files(places: Sequence[Path]) -> Iterator[Path]:
    for place in places:
        if place.is_dir():
            yield from files_below(place)
        elif place.is_file():
            yield place
        else:
            raise refuse(str(place), 0, "there is no such file or folder")


def _markers(lines: Sequence[str]) -> Iterator[Marker]:
    for number, line in enumerate(lines, 1):
        found = MARKER.fullmatch(line) if "region" in line else None
        if found:
            yield Marker(number, found["kind"], found["rest"].strip())


def _python_markers(text: str) -> Iterator[Marker]:
    """Those in comments: Python's strings of many lines may hold test files of their own."""
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(text).readline))
    except (tokenize.TokenError, SyntaxError):
        yield from _markers(text.splitlines())
        return
    for token in tokens:
        found = MARKER.fullmatch(token.string) if token.type == tokenize.COMMENT else None
        if found and token.line[: token.start[1]].strip() == "":
            yield Marker(token.start[0], found["kind"], found["rest"].strip())


def _hashes(rest: str) -> tuple[tuple[str, ...], list[str]]:
    """What a marker covers, and what is wrong with it. A plain fold covers nothing."""
    if rest.split(maxsplit=1)[:1] != ["covers"]:
        return (), []
    named = [part.strip() for part in rest.removeprefix("covers").split(",")]
    wrong = [f"{part!r} is no hash: 16 lower-case hex digits" for part in named if not HASH.fullmatch(part)]
    return tuple(dict.fromkeys(part for part in named if HASH.fullmatch(part))), wrong
