"""Snippets of a Markdown page: its fenced code blocks (CommonMark 0.31, section 4.5)."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt

from poolhouse.snippets.problems import refuse
from poolhouse.snippets.snippet import Snippet, name_of, title_in, whole_lines

CONTAINER_MARKS = " \t>"


def markdown_snippets(page: str, text: str) -> list[Snippet]:
    """The fences of ``text``, top to bottom; those without a line of code are left out.

    Raises SnippetsError for a fence that nothing closes: CommonMark would take the rest of the page as code.
    """
    parser = MarkdownIt("commonmark")
    parser.core.ruler.enableOnly(["normalize", "block"])
    # As many lines as the parser sees: it takes \r for a line end and nothing else that Python does.
    lines = re.split(r"\r\n|\r|\n", text)
    found = []
    for token in parser.parse(text):
        if token.type != "fence" or token.map is None:
            continue
        begin, end = token.map
        if end - begin < 2 or not _closes(lines[end - 1], token.markup):
            raise refuse(page, begin + 1, "nothing closes the code fence that begins here")
        code = whole_lines(token.content)
        if code:
            name = name_of(code, title_in(token.info))
            found.append(Snippet(name, code, token.info.split()[0] if token.info.strip() else "", begin + 1))
    return found


def _closes(line: str, opening: str) -> bool:
    mark = line.lstrip(CONTAINER_MARKS).rstrip(" \t")
    return len(mark) >= len(opening) and set(mark) == {opening[0]}
