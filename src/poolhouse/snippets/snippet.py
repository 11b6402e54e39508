"""A snippet of a page, and how it is named."""

from __future__ import annotations

import re

import msgspec

UNNAMED = "Unnamed Snippet"

TITLE = re.compile(r"""(?<!\S)title=(?:"([^"]*)"|'([^']*)')""")

#: A comment that holds one file name and nothing else, in any language: "// amplify/auth/resource.ts".
PATH_LINE = re.compile(
    r"\s*(?://|\#|--|;|/\*|<!--)\s*(?P<path>[\w@.\[\]()-]+(?:/[\w@.\[\]()-]+)*\.[A-Za-z]\w*)\s*(?:\*/|-->)?\s*"
)


class Snippet(msgspec.Struct, frozen=True):
    """A snippet as its page has it. ``text`` ends in exactly one newline; ``line`` counts from 1."""

    name: str
    text: str
    language: str
    line: int


def whole_lines(text: str) -> str:
    """Unix line ends, and one of them at the end, however many empty lines there were. "" when there is nothing."""
    unix = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")
    return f"{unix}\n" if unix.strip() else ""


def name_of(text: str, title: str = "") -> str:
    """The title, else the file that a comment in the first line names."""
    leading = PATH_LINE.fullmatch(text.partition("\n")[0])
    return title.strip() or (leading["path"] if leading else UNNAMED)


def title_in(info: str) -> str:
    """What stands in ``title="…"`` of a fence's info string."""
    found = TITLE.search(info)
    return (found[1] or found[2] or "") if found else ""
