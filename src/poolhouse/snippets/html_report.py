"""The report as one HTML page that needs nothing else: no network, no fonts, no other file."""

from __future__ import annotations

import base64
import os
from collections.abc import Iterator
from hashlib import sha256
from html import escape
from pathlib import Path
from urllib.parse import quote

from poolhouse.snippets.coverage import Naming, PageReport, Report, SnippetReport, Status, per_cent
from poolhouse.snippets.markdown_report import percentage
from poolhouse.snippets.regions import Region

HERE = Path(__file__).parent
SIGNS = {Status.COVERED: "✓", Status.CLAIMED: "?", Status.UNCOVERED: "✗", Status.DRIFT: "≠"}


def write_html(report: Report, file: Path) -> None:
    """Writes the page; its links to regions begin at its folder."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", encoding="utf-8", newline="\n") as out:
        out.writelines(_document(report, file.resolve().parent))


def _document(report: Report, folder: Path) -> Iterator[str]:
    style, script = ((HERE / f"html_report.{kind}").read_text("utf-8") for kind in ("css", "js"))
    digest = base64.b64encode(sha256(script.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; img-src data:"
    yield '<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n'
    yield f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n<link rel="icon" href="data:,">\n'
    yield f"<title>Snippet coverage: {percentage(report.covered, report.total)}</title>\n<style>{style}</style>\n"
    yield from _head(report)
    yield "<main>\n"
    yield from _search(report)
    for page in report.pages:
        yield from _page(page, folder)
    yield from _orphans(report, folder)
    yield f"</main>\n<script>{script}</script>\n</html>\n"


def _head(report: Report) -> Iterator[str]:
    counts = dict.fromkeys(Status, 0)
    for page in report.pages:
        for item in page.snippets:
            counts[item.status] += 1
    yield "<header>\n<h1>Snippet coverage</h1>\n"
    yield f'<p class="total">{percentage(report.covered, report.total)}</p>\n{_bar(report.covered, report.total)}'
    yield f'<ul class="counts"><li>{report.total} snippets on {len(report.pages)} pages</li>'
    yield "".join(f"<li>{count} {status.value}</li>" for status, count in counts.items())
    yield f"<li>{len(report.orphans)} orphaned regions</li></ul>\n</header>\n"


def _search(report: Report) -> Iterator[str]:
    yield '<form role="search">\n<label class="wide">Search pages, names, hashes, code'
    yield '<input type="search" name="words" autocomplete="off"></label>\n'
    yield '<label>Status<select name="status"><option value="">all</option>'
    yield "".join(f"<option>{status.value}</option>" for status in Status)
    yield f'</select></label>\n<output aria-live="polite">{report.total} snippets</output>\n</form>\n'


def _page(page: PageReport, folder: Path) -> Iterator[str]:
    name = page.page.name
    ratio = f"{page.covered}/{page.total} · {percentage(page.covered, page.total)}"
    href = name if page.page.path is None else _file_link(page.page.path, folder)
    yield f'<details class="page"><summary><h2>{escape(name)}</h2><span class="ratio">{ratio}</span></summary>\n'
    yield f'<p><a href="{escape(href)}">Open the page</a></p>\n'
    for item in page.snippets:
        yield from _snippet(item, folder)
    yield "</details>\n"


def _snippet(item: SnippetReport, folder: Path) -> Iterator[str]:
    status = item.status
    yield f'<article class="{status.value}"><header><h3>{escape(item.snippet.name)}</h3><code>{item.hash}</code>'
    yield f'<span class="status">{SIGNS[status]} {status.value}</span></header>\n'
    yield f'<pre tabindex="0"><code>{escape(item.code)}</code></pre>\n'
    if item.diff:
        yield f"<h4>What changed</h4>\n<pre tabindex='0'><code>{''.join(_diff_lines(item.diff))}</code></pre>\n"
    regions = "".join(f"<li>{_naming(naming, folder)}</li>" for naming in item.namings)
    yield f"<ul>{regions}</ul>\n" if regions else f"<p>No region names {item.hash}.</p>\n"
    yield "</article>\n"


def _diff_lines(diff: str) -> Iterator[str]:
    for number, line in enumerate(diff.splitlines()):
        kind = {"+": "add", "-": "remove"}.get(line[:1], "") if number > 1 else ""
        yield f'<span class="{kind}">{escape(line)}</span>\n' if kind else f"{escape(line)}\n"


def _naming(naming: Naming, folder: Path) -> str:
    reason = "" if naming.verdict.passed else f": {escape(naming.verdict.reason)}"
    return f"{_region_link(naming.region, folder)}{reason}"


def _region_link(region: Region, folder: Path) -> str:
    href = f"{_file_link(region.file, folder)}#L{region.first}"
    return f'<a href="{escape(href)}">{escape(region.path)}:{region.first}</a>'


def _file_link(path: Path, folder: Path) -> str:
    return quote(Path(os.path.relpath(path, folder)).as_posix(), safe="/@+,=~-._")


def _orphans(report: Report, folder: Path) -> Iterator[str]:
    if not report.orphans:
        return
    yield "<section><h2>Orphaned regions</h2>\n<p>No page has a snippet with these hashes any more.</p>\n"
    yield "<table><thead><tr><th>Hash</th><th>Region</th></tr></thead><tbody>\n"
    for orphan in report.orphans:
        yield f"<tr><td><code>{orphan.hash}</code></td><td>{_region_link(orphan.region, folder)}</td></tr>\n"
    yield "</tbody></table></section>\n"


def _bar(covered: int, total: int) -> str:
    return f'<div class="bar" aria-hidden="true"><span style="width:{per_cent(covered, total):.1f}%"></span></div>\n'
