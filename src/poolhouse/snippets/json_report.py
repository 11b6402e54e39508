"""The report for other programs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, TextIO

from poolhouse.snippets.coverage import PageReport, Report, SnippetReport, Status
from poolhouse.snippets.regions import Region


def json_report(report: Report) -> dict[str, Any]:
    """``{pages: [{page, covered, total, snippets: [{name, hash, status, regions: [{path, line}]}]}], orphans: […]}``.

    A drifted snippet has its ``diff`` as well; an orphan is ``{hash, path, line}``.
    """
    return {
        "pages": [_page(page) for page in report.pages],
        "orphans": [{"hash": orphan.hash, **_place(orphan.region)} for orphan in report.orphans],
    }


def write_json(report: Report, target: Path | TextIO) -> None:
    """Writes the document, indented, with a newline at the end."""
    text = json.dumps(json_report(report), indent=2, ensure_ascii=False) + "\n"
    if isinstance(target, Path):
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8", newline="\n")
    else:
        target.write(text)


def _page(page: PageReport) -> dict[str, Any]:
    snippets = [_snippet(item) for item in page.snippets]
    return {"page": page.page.name, "covered": page.covered, "total": page.total, "snippets": snippets}


def _snippet(item: SnippetReport) -> dict[str, Any]:
    document = {
        "name": item.snippet.name,
        "hash": item.hash,
        "status": item.status.value,
        "regions": [_place(naming.region) for naming in item.namings],
    }
    return {**document, "diff": item.diff} if item.status is Status.DRIFT else document


def _place(region: Region) -> dict[str, Any]:
    return {"path": region.path, "line": region.first}
