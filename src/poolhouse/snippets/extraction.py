"""Writes the snippets of a page into the files that their titles name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from poolhouse.snippets.problems import Problem, SnippetsError, refuse
from poolhouse.snippets.sources import Page

#: A title that names a file has a folder or an extension: "amplify/auth/resource.ts", "index.mjs", but not "Terminal".
FILE_NAME = re.compile(r"\S*(?:/\S+|\.[A-Za-z]\w*)")


def extract(pages: Sequence[Page], target: Path) -> list[Path]:
    """The files written below ``target``, which is made if need be; text as on the page, one newline at the end.

    Snippets without a file's name are left out. When a page shows a file more than once, the last one stays, as for
    a reader who follows the page. Nothing is written unless all names are fine: raises SnippetsError for a name that
    leads out of ``target``, into ``.git``, or over a link.
    """
    contents: dict[Path, str] = {}
    problems: list[Problem] = []
    for page in pages:
        for snippet in page.snippets:
            if not FILE_NAME.fullmatch(snippet.name):
                continue
            wrong = _wrong(snippet.name)
            if wrong:
                problems.append(Problem(page.name, snippet.line, f"{snippet.name!r} {wrong}"))
            else:
                contents[target / snippet.name] = snippet.text
    problems += [Problem(str(file), 0, "is a link, or lies behind one") for file in contents if _linked(file, target)]
    if problems:
        raise SnippetsError(problems)
    if not contents:
        raise refuse(", ".join(page.name for page in pages), 0, "has no snippet whose title names a file")
    for file, text in contents.items():
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8", newline="\n")
        except OSError as problem:
            raise refuse(str(file), 0, f"cannot be written: {problem.strerror}") from None
    return list(contents)


def _wrong(name: str) -> str:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts:
        return "leads out of the target folder"
    if any(part.casefold().rstrip(". ") == ".git" for part in path.parts):
        return "leads into .git"
    if "\\" in name or ":" in name or not name.isprintable() or name.endswith("/") or not path.parts:
        return "is no file name that every system takes"
    return ""


def _linked(file: Path, target: Path) -> bool:
    """Whether a symbolic link below the target would be followed."""
    below = (file, *file.parents)[: len(file.relative_to(target).parts)]
    return any(path.is_symlink() for path in below)
