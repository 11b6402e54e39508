"""The report as a tree of Markdown files: an index, a file per page, the orphans, a summary."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote, urlsplit

from poolhouse.snippets.coverage import Naming, PageReport, Report, SnippetReport, Status, per_cent
from poolhouse.snippets.problems import refuse
from poolhouse.snippets.regions import Region

INDEX = "docs-pages.md"
ORPHANS = "orphans-report.md"
SUMMARY = "readme.md"
PAGES = "pages"

#: The first line of the index: by it a folder is known as one of ours, whose pages may be replaced.
MARK = "<!-- written by poolhouse snippets report -->"

LONGEST_SEGMENT = 120
"""Characters of a file name; file systems take 255 bytes, and percent signs make three of one."""


def write_markdown(report: Report, folder: Path) -> None:
    """Writes the tree into ``folder``; the page files of an earlier report there go.

    Raises SnippetsError when the folder has a "pages" of somebody else's.
    """
    index = folder / INDEX
    pages = folder / PAGES
    if pages.exists():
        ours = index.is_file() and index.read_text("utf-8").startswith(MARK)
        if not ours:
            raise refuse(str(folder), 0, f"has a '{PAGES}' that is none of a report's; name an empty folder")
        shutil.rmtree(pages)
    names = _file_names([page.page.name for page in report.pages])
    _write(index, _index(report, names))
    _write(folder / SUMMARY, _summary(report))
    _write(folder / ORPHANS, _orphans(report, folder))
    for page, name in zip(report.pages, names, strict=True):
        _write(folder / name, _page(page, folder / name, "../" * name.count("/") + INDEX))


def percentage(covered: int, total: int) -> str:
    """With one decimal; never 100.0 while something is missing. "none" when there is nothing to cover."""
    if not total:
        return "none"
    shown = per_cent(covered, total)
    return f"{min(shown, 99.9) if covered < total else shown:.1f}%"


def _write(file: Path, lines: Iterator[str]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("\n".join(lines) + "\n", "utf-8", newline="\n")


def _file_names(pages: Sequence[str]) -> list[str]:
    """A file below the report's folder for each page, after its name; by its hash where two would meet."""
    taken: set[str] = set()
    names = []
    for page in pages:
        name = _file_name(page)
        parts = name.casefold().split("/")
        above = {"/".join(parts[:depth]) for depth in range(1, len(parts))}
        whole = "/".join(parts)
        if f"file {whole}" in taken or f"folder {whole}" in taken or any(f"file {part}" in taken for part in above):
            name = f"{PAGES}/{sha256(page.encode()).hexdigest()[:16]}.md"
        taken |= {f"file {name.casefold()}", *(f"folder {part}" for part in above)}
        names.append(name)
    return names


def _file_name(page: str) -> str:
    address = urlsplit(page)
    if address.scheme in ("http", "https"):
        page = f"{address.netloc}{address.path}" + (f"?{address.query}" if address.query else "")
    segments = [quote(part, safe=" @+,()[]").strip()[:LONGEST_SEGMENT] for part in page.split("/")]
    kept = [part for part in segments if part not in ("", ".", "..")] or ["page"]
    kept[-1] = kept[-1].removesuffix(".md") + ".md"
    return "/".join([PAGES, *kept])


def _index(report: Report, names: Sequence[str]) -> Iterator[str]:
    yield MARK
    yield "\n# Pages\n"
    yield "| Page | Report | Covered | Total | Coverage |"
    yield "|---|---|--:|--:|--:|"
    for page, name in zip(report.pages, names, strict=True):
        counts = f"{page.covered} | {page.total} | {percentage(page.covered, page.total)}"
        yield f"| {_cell(_code(page.page.name))} | [report]({_link(name)}) | {counts} |"
    yield f"| **TOTAL** | | {report.covered} | {report.total} | {percentage(report.covered, report.total)} |"


def _summary(report: Report) -> Iterator[str]:
    counts = dict.fromkeys(Status, 0)
    for page in report.pages:
        for item in page.snippets:
            counts[item.status] += 1
    yield "# Snippet coverage\n"
    yield "| | |"
    yield "|---|--:|"
    yield f"| Coverage | {percentage(report.covered, report.total)} |"
    yield f"| [Pages]({INDEX}) | {len(report.pages)} |"
    yield f"| Snippets | {report.total} |"
    for status, count in counts.items():
        yield f"| {status.value.capitalize()} | {count} |"
    yield f"| [Orphaned regions]({ORPHANS}) | {len(report.orphans)} |"


def _orphans(report: Report, folder: Path) -> Iterator[str]:
    yield f"[← Back to index]({INDEX})\n"
    yield "# Orphaned regions\n"
    if not report.orphans:
        yield "*None*"
        return
    yield "No page has a snippet with these hashes any more.\n"
    yield "| Hash | Region |"
    yield "|---|---|"
    for orphan in report.orphans:
        yield f"| `{orphan.hash}` | {_cell(_region_link(orphan.region, folder))} |"


def _page(page: PageReport, file: Path, index: str) -> Iterator[str]:
    back = f"[← Back to index]({index})"
    address = page.page.name if page.page.path is None else _link(os.path.relpath(page.page.path, file.parent))
    yield f"{back}\n"
    yield f"# {_code(page.page.name)}\n"
    yield f"Page: [{_text(page.page.name)}]({_target(address)})\n"
    yield f"Coverage: {percentage(page.covered, page.total)}\n"
    for item in page.snippets:
        yield from _snippet(item, file.parent)
        yield "---\n"
    yield back


def _snippet(item: SnippetReport, folder: Path) -> Iterator[str]:
    yield f"#### {_code(item.snippet.name)}\n"
    yield _fenced(item.code, item.snippet.language)
    yield "| | |"
    yield "| -- | -- |"
    yield f"| Hash | `{item.hash}` |"
    mark = {Status.COVERED: "✅", Status.UNCOVERED: "❌"}.get(item.status, f"❌ *{item.status.value}*")
    yield f"| Covered | {mark} |\n"
    yield "##### Covering regions\n"
    for naming in item.namings:
        yield f"- {_naming(naming, folder)}"
    if not item.namings:
        yield "- *None*"
    yield ""
    if item.diff:
        yield "##### Drift\n"
        yield _fenced(item.diff, "diff")


def _naming(naming: Naming, folder: Path) -> str:
    link = _region_link(naming.region, folder)
    return link if naming.verdict.passed else f"{link}: {_text(naming.verdict.reason)}"


def _region_link(region: Region, folder: Path) -> str:
    target = _link(os.path.relpath(region.file, folder))
    return f"[{_text(region.path)}:{region.first}]({target}#L{region.first})"


def _fenced(code: str, language: str) -> str:
    """A fence longer than any run of the same sign inside: what stands between is the code, byte for byte."""
    fence = "~" * max(3, *(len(run) + 1 for run in re.findall(r"~+", code) or [""]))
    return f"{fence}{re.sub(r'[^A-Za-z0-9+#-]', '', language)}\n{code}{fence}\n"


def _code(text: str) -> str:
    ticks = "`" * (max((len(run) for run in re.findall(r"`+", text)), default=0) + 1)
    blank = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{ticks}{blank}{' '.join(text.split())}{blank}{ticks}"


def _text(text: str) -> str:
    return re.sub(r"([\\`*_{}\[\]<>#|&])", r"\\\1", " ".join(text.split()))


def _cell(markdown: str) -> str:
    return re.sub(r"(?<!\\)\|", r"\\|", markdown)


def _link(path: str) -> str:
    return quote(path.replace(os.sep, "/"), safe="/@+,=~-._")


def _target(address: str) -> str:
    return quote(address, safe="/@+,=~-._:?&%#;!$'*")
