"""Snippets of an HTML page: its ``<pre>`` elements."""

from __future__ import annotations

from html.parser import HTMLParser

from poolhouse.snippets.problems import refuse
from poolhouse.snippets.snippet import Snippet, name_of, whole_lines

#: What a reader of the code never sees as code: the caption of the copy button, styles.
NOT_CODE = frozenset({"button", "script", "style"})


def html_snippets(page: str, text: str) -> list[Snippet]:
    """The ``<pre>`` elements of ``text``, top to bottom; those without a line of code are left out.

    A snippet is named by the first word of its ``aria-label``. Every ``<div>`` inside is a line of its own.
    Raises SnippetsError for an element that nothing closes.
    """
    reader = _Reader()
    reader.feed(text.replace("\r\n", "\n").replace("\r", "\n"))
    reader.close()
    if reader.depth:
        raise refuse(page, reader.line, "nothing closes the <pre> that begins here")
    return reader.found


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Snippet] = []
        self.depth = 0
        self.line = 0
        self._hidden = 0
        self._label = ""
        self._parts: list[str] = []
        self._line_starts: list[int] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "pre":
            self.depth += 1
            if self.depth == 1:
                self.line = self.getpos()[0]
                words = (dict(attrs).get("aria-label") or "").split()
                self._label = words[0] if words else ""
                self._parts, self._line_starts, self._hidden = [], [], 0
        elif not self.depth:
            return
        elif tag in NOT_CODE:
            self._hidden += 1
        elif tag == "div":
            self._line_starts.append(len(self._parts))
        elif tag == "br":
            self._parts.append("\n")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # HTML knows no self-closing elements beside the void ones: "<div/>" opens a <div>.
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if not self.depth:
            return
        if tag == "pre":
            self.depth -= 1
            if not self.depth:
                self._finish()
        elif tag in NOT_CODE:
            self._hidden = max(0, self._hidden - 1)
        elif tag == "div" and self._line_starts:
            empty = self._line_starts.pop() == len(self._parts)
            if empty or not self._parts[-1].endswith("\n"):
                self._parts.append("\n")

    def handle_data(self, data: str) -> None:
        if self.depth and not self._hidden:
            self._parts.append(data)

    def _finish(self) -> None:
        # The newline right after <pre> is no part of the content (HTML standard, "The pre element").
        code = whole_lines("".join(self._parts).removeprefix("\n"))
        if code:
            self.found.append(Snippet(name_of(code, self._label), code, "", self.line))
