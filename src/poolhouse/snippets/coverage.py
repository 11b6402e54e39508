"""Pages, regions and results together: what is covered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from hashlib import sha256

import msgspec
from msgspec.structs import replace

from poolhouse.snippets.drift import Uncovered, find_drift
from poolhouse.snippets.holders import Verdict, judge
from poolhouse.snippets.lock import Locked
from poolhouse.snippets.prettier import Prettier
from poolhouse.snippets.regions import Region
from poolhouse.snippets.results.cases import Results
from poolhouse.snippets.snippet import Snippet
from poolhouse.snippets.sources import Page


class Status(Enum):
    """``CLAIMED``: a region names the snippet, but no test that holds one passed."""

    COVERED = "covered"
    CLAIMED = "claimed"
    UNCOVERED = "uncovered"
    DRIFT = "drift"


class Naming(msgspec.Struct, frozen=True):
    """A region that names a snippet."""

    region: Region
    verdict: Verdict


class SnippetReport(msgspec.Struct, frozen=True):
    """``code`` is the normalised text, whose hash is ``hash``; ``diff`` says how the documentation drifted, else ""."""

    snippet: Snippet
    code: str
    hash: str
    status: Status
    namings: tuple[Naming, ...]
    diff: str = ""


class PageReport(msgspec.Struct, frozen=True):
    page: Page
    snippets: tuple[SnippetReport, ...]

    @property
    def total(self) -> int:
        return len(self.snippets)

    @property
    def covered(self) -> int:
        return sum(item.status is Status.COVERED for item in self.snippets)


class Orphan(msgspec.Struct, frozen=True):
    """A hash that a region names and no page has."""

    hash: str
    region: Region


class Report(msgspec.Struct, frozen=True):
    pages: tuple[PageReport, ...]
    orphans: tuple[Orphan, ...]

    @property
    def total(self) -> int:
        return sum(page.total for page in self.pages)

    @property
    def covered(self) -> int:
        return sum(page.covered for page in self.pages)

    @property
    def per_cent(self) -> float:
        """0 when there is nothing to cover: a set of pages without snippets is a mistake in the call."""
        return per_cent(self.covered, self.total)


def per_cent(covered: int, total: int) -> float:
    return 100 * covered / total if total else 0.0


def hash_of(code: str) -> str:
    """The first 16 hex digits of the SHA-256 of the UTF-8 text."""
    return sha256(code.encode()).hexdigest()[:16]


def cover(
    pages: Sequence[Page], regions: Sequence[Region], results: Results, locked: Sequence[Locked], prettier: Prettier
) -> Report:
    """The report on ``pages``; ``locked`` are the snippets that were covered when they were last locked."""
    codes = iter(prettier.format_all([snippet.text for page in pages for snippet in page.snippets]))
    verdicts = judge(regions, results, prettier)
    naming: dict[str, list[Naming]] = defaultdict(list)
    for region in regions:
        for named in region.hashes:
            naming[named].append(Naming(region, verdicts[region]))
    reports = []
    for page in pages:
        reports.append(PageReport(page, tuple(_snippet(item, next(codes), naming) for item in page.snippets)))
    known = {item.hash for report in reports for item in report.snippets}
    orphans = [Orphan(name, item.region) for name, items in naming.items() if name not in known for item in items]
    return _with_drift(Report(tuple(reports), tuple(orphans)), verdicts, locked, prettier)


def _snippet(snippet: Snippet, code: str, naming: dict[str, list[Naming]]) -> SnippetReport:
    name = hash_of(code)
    namings = tuple(naming.get(name, ()))
    status = Status.UNCOVERED
    if namings:
        status = Status.COVERED if any(item.verdict.passed for item in namings) else Status.CLAIMED
    return SnippetReport(snippet, code, name, status, namings)


def to_lock(report: Report, locked: Sequence[Locked]) -> list[Locked]:
    """Every covered snippet, and what the lock has on hashes that regions still name though no page has them."""
    covered = [
        Locked(page.page.name, item.snippet.name, item.hash, item.code)
        for page in report.pages
        for item in page.snippets
        if item.status is Status.COVERED
    ]
    known = {item.hash for page in report.pages for item in page.snippets}
    drifted = (name for page in report.pages for item in page.snippets for name in _old_names(item))
    missing = ({orphan.hash for orphan in report.orphans} | set(drifted)) - known
    return [*covered, *(item for item in locked if item.hash in missing)]


def _old_names(item: SnippetReport) -> Iterator[str]:
    if item.status is Status.DRIFT:
        for naming in item.namings:
            yield from naming.region.hashes


def _with_drift(
    report: Report, verdicts: Mapping[Region, Verdict], locked: Sequence[Locked], prettier: Prettier
) -> Report:
    """Orphans and uncovered snippets that belong together become one drift."""
    regions: dict[str, list[Region]] = defaultdict(list)
    for orphan in report.orphans:
        regions[orphan.hash].append(orphan.region)
    uncovered = [
        Uncovered((number, place), page.page.name, item.snippet.name, item.hash, item.code)
        for number, page in enumerate(report.pages)
        for place, item in enumerate(page.snippets)
        if item.status is Status.UNCOVERED
    ]
    bodies = {old: [region.body for region in named] for old, named in regions.items()}
    drifts = find_drift(uncovered, bodies, locked, prettier)
    pages = list(report.pages)
    for (number, place), drift in drifts.items():
        namings = tuple(Naming(region, verdicts[region]) for region in regions[drift.old_hash])
        items = list(pages[number].snippets)
        items[place] = replace(items[place], status=Status.DRIFT, namings=namings, diff=drift.diff)
        pages[number] = PageReport(pages[number].page, tuple(items))
    paired = {drift.old_hash for drift in drifts.values()}
    return Report(tuple(pages), tuple(orphan for orphan in report.orphans if orphan.hash not in paired))
