"""Where pages come from: files, folders, sitemaps, addresses."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

import msgspec

from poolhouse.snippets.html_pages import html_snippets
from poolhouse.snippets.markdown_pages import markdown_snippets
from poolhouse.snippets.problems import Problem, SnippetsError, refuse
from poolhouse.snippets.snippet import Snippet
from poolhouse.snippets.web import Answer, Web, same_origin
from poolhouse.snippets.xml_elements import root_element

READERS = {
    ".md": markdown_snippets,
    ".markdown": markdown_snippets,
    ".mdx": markdown_snippets,
    ".html": html_snippets,
    ".htm": html_snippets,
}
READERS_BY_TYPE = {
    "text/markdown": markdown_snippets,
    "text/plain": markdown_snippets,
    "text/html": html_snippets,
    "application/xhtml+xml": html_snippets,
}
XML_TYPES = ("application/xml", "text/xml")

#: Never looked into: other people's pages and tests.
OTHERS = frozenset({"node_modules", "__pycache__"})


class Page(msgspec.Struct, frozen=True):
    """``name`` is the file as seen from the working folder, or the address; ``path`` is None for an address."""

    name: str
    path: Path | None
    snippets: tuple[Snippet, ...]


def read_pages(sources: Sequence[str], prefixes: Sequence[str] = ()) -> list[Page]:
    """The pages of files, folders, sitemaps and addresses, each once, in that order.

    ``prefixes`` are paths of addresses ("/react/"): of a sitemap's pages those that begin with one are read; all
    without. Raises SnippetsError with everything that cannot be read.
    """
    pages: dict[str, Page] = {}
    problems: list[Problem] = []
    with Web() as web:
        for source in sources:
            try:
                for page in _pages(source, web, prefixes):
                    pages.setdefault(page.name, page)
            except SnippetsError as problem:
                problems += problem.problems
    if problems:
        raise SnippetsError(problems)
    return list(pages.values())


def display_name(path: Path) -> str:
    """A file's name as seen from the working folder, with slashes."""
    resolved, here = path.resolve(), Path.cwd().resolve()
    return resolved.relative_to(here).as_posix() if resolved.is_relative_to(here) else resolved.as_posix()


def files_below(folder: Path) -> Iterator[Path]:
    """Every file, sorted; hidden folders, installed packages and links to folders are left out."""
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in OTHERS and not name.startswith("."))
        yield from (Path(parent, name) for name in sorted(files))


def text_of(name: str, content: bytes) -> str:
    """UTF-8 text without a byte order mark. Raises SnippetsError for anything else."""
    if b"\0" in content:
        raise refuse(name, 0, "is a binary file")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = content.count(b"\n", 0, problem.start) + 1
        raise refuse(name, line, f"is not UTF-8 text (byte {problem.start})") from None


def _pages(source: str, web: Web, prefixes: Sequence[str]) -> list[Page]:
    if urlsplit(source).scheme in ("http", "https"):
        return _address_pages(source, web, prefixes)
    path = Path(source)
    if path.is_dir():
        return _folder_pages(path)
    if not path.is_file():
        raise refuse(source, 0, "there is no such file or folder")
    if path.suffix.lower() == ".xml":
        return _sitemap_pages(source, path.read_bytes(), web, prefixes, origin=None)
    return [_file_page(path)]


def _folder_pages(folder: Path) -> list[Page]:
    files = [path for path in files_below(folder) if path.suffix.lower() in READERS]
    if not files:
        raise refuse(str(folder), 0, f"holds no page ({', '.join(READERS)})")
    pages: list[Page] = []
    problems: list[Problem] = []
    for path in files:
        try:
            pages.append(_file_page(path))
        except SnippetsError as problem:
            problems += problem.problems
    if problems:
        raise SnippetsError(problems)
    return pages


def _file_page(path: Path) -> Page:
    name = display_name(path)
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise refuse(name, 0, f"is no page: known are {', '.join(READERS)} and sitemaps (.xml)")
    try:
        content = path.read_bytes()
    except OSError as problem:
        raise refuse(name, 0, f"cannot be read: {problem.strerror}") from None
    return Page(name, path.resolve(), tuple(reader(name, text_of(name, content))))


def _address_pages(address: str, web: Web, prefixes: Sequence[str]) -> list[Page]:
    answer = web.fetch(address)
    if answer.media_type in XML_TYPES:
        return _sitemap_pages(address, answer.content, web, prefixes, origin=address)
    return [_answered_page(answer)]


def _answered_page(answer: Answer) -> Page:
    suffix = PurePosixPath(urlsplit(answer.address).path).suffix.lower()
    reader = READERS_BY_TYPE.get(answer.media_type) or READERS.get(suffix)
    if reader is None:
        raise refuse(answer.address, 0, f"is neither Markdown nor HTML but {answer.media_type or 'of no stated type'}")
    text = text_of(answer.address, answer.content)
    return Page(answer.address, None, tuple(reader(answer.address, text)))


def _sitemap_pages(name: str, content: bytes, web: Web, prefixes: Sequence[str], origin: str | None) -> list[Page]:
    """The pages of a sitemap or of an index of sitemaps (sitemaps.org, protocol 0.9)."""
    addresses: list[str] = []
    waiting, seen = [(name, content)], {name}
    while waiting:
        here, document = waiting.pop(0)
        root = root_element(here, document)
        if root.name not in ("urlset", "sitemapindex"):
            raise refuse(here, 0, f"is no sitemap: its root is <{root.name}>")
        located = [child.text.strip() for entry in root.children for child in entry.children if child.name == "loc"]
        for address in located:
            if urlsplit(address).scheme not in ("http", "https"):
                raise refuse(here, 0, f"names {address!r}, which is no http address")
            if origin is not None and not same_origin(address, origin):
                raise refuse(here, 0, f"names {address}: a sitemap speaks for its own site only")
        if root.name == "urlset":
            addresses += [address for address in located if _wanted(address, prefixes)]
            continue
        fresh = [address for address in dict.fromkeys(located) if address not in seen]
        seen.update(fresh)
        waiting += [(answer.address, answer.content) for answer in web.fetch_all(fresh)]
    if not addresses:
        raise refuse(name, 0, "names no page" + (" with these prefixes" if prefixes else ""))
    return [_answered_page(answer) for answer in web.fetch_all(list(dict.fromkeys(addresses)))]


def _wanted(address: str, prefixes: Sequence[str]) -> bool:
    return not prefixes or urlsplit(address).path.startswith(tuple(prefixes))
