"""``poolhouse snippets``: which snippets of a documentation set a passing test exercises."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from poolhouse.cli.printable import printable

if TYPE_CHECKING:
    from poolhouse.snippets.coverage import Report
    from poolhouse.snippets.lock import Locked
    from poolhouse.snippets.problems import Problem

TOO_LITTLE = 1
UNUSABLE = 2
"""Exit codes: coverage is below --fail-under; coverage could not be told."""

snippets = typer.Typer(no_args_is_help=True, help="Documentation whose snippets are tested.")

Sources = Annotated[
    list[str], typer.Argument(metavar="PAGES...", help="Markdown or HTML files, folders, sitemaps, addresses.")
]
Regions = Annotated[list[Path] | None, typer.Option("--regions", help="Folder or file with regions; may be repeated.")]
ResultFiles = Annotated[
    list[Path] | None,
    typer.Option("--results", help="JUnit XML, pytest's report log or Vitest's JSON report; may be repeated."),
]
Prefixes = Annotated[
    list[str] | None, typer.Option("--prefix", help="Of a sitemap, read the paths that begin so; may be repeated.")
]
PrettierFolder = Annotated[
    Path | None, typer.Option("--prettier", help="Folder of prettier 3; else the nearest node_modules has it.")
]
LockFile = Annotated[Path, typer.Option("--lock", help="The covered snippets as they were.")]

DEFAULT_LOCK = Path("snippets.lock")


@snippets.command()
def report(
    pages: Sources,
    regions: Regions = None,
    results: ResultFiles = None,
    out: Annotated[Path | None, typer.Option("--out", help="Folder for the report in Markdown.")] = None,
    json_file: Annotated[str | None, typer.Option("--json", help="File for the report in JSON; - prints it.")] = None,
    html: Annotated[Path | None, typer.Option("--html", help="File for the report as one HTML page.")] = None,
    fail_under: Annotated[
        float, typer.Option("--fail-under", min=0, max=100, help="Per cent; less ends with exit code 1.")
    ] = 0.0,
    github: Annotated[bool, typer.Option("--github", help="Print annotations for GitHub Actions.")] = False,
    lock: LockFile = DEFAULT_LOCK,
    prefix: Prefixes = None,
    prettier: PrettierFolder = None,
) -> None:
    """Tell which snippets of a documentation set are exercised by a passing test, and where.

    Ends with 0, with 1 when coverage is below --fail-under, with 2 when coverage cannot be told.
    """
    from poolhouse.snippets.github import report_annotations
    from poolhouse.snippets.html_report import write_html
    from poolhouse.snippets.json_report import write_json
    from poolhouse.snippets.lock import read_lock
    from poolhouse.snippets.markdown_report import write_markdown

    with _problems_shown(github=github):
        locked = read_lock(lock) if lock != DEFAULT_LOCK or lock.exists() else []
        made = _report(pages, regions, results, locked, prefix, prettier)
        if out:
            write_markdown(made, out)
        if html:
            write_html(made, html)
        if json_file:
            write_json(made, sys.stdout if json_file == "-" else Path(json_file))
    if github:
        for line in report_annotations(made):
            print(line, file=sys.stderr if json_file == "-" else sys.stdout)  # GitHub reads both
    if json_file != "-":
        _summary(made, details=not github)
    if made.per_cent < fail_under:
        raise typer.Exit(TOO_LITTLE)


@snippets.command()
def lock(
    pages: Sources,
    regions: Regions = None,
    results: ResultFiles = None,
    lock: LockFile = DEFAULT_LOCK,
    prefix: Prefixes = None,
    prettier: PrettierFolder = None,
) -> None:
    """Write down every covered snippet, so that a later change of the page is told as drift."""
    from poolhouse.snippets.coverage import to_lock
    from poolhouse.snippets.lock import read_lock, write_lock

    with _problems_shown():
        before = read_lock(lock) if lock.exists() else []
        locked = to_lock(_report(pages, regions, results, before, prefix, prettier), before)
        write_lock(lock, locked)
    print(f"{lock}: {len(set(locked))} snippets")


@snippets.command()
def run(
    pages: Sources,
    out: Annotated[Path, typer.Option("--out", help="Folder that the files are written into.")] = Path(),
    prefix: Prefixes = None,
) -> None:
    """Write the snippets of a page into the files that their titles name, as a reader would."""
    from poolhouse.snippets.extraction import extract
    from poolhouse.snippets.sources import read_pages

    with _problems_shown():
        for file in extract(read_pages(pages, prefix or []), out):
            print(printable(str(file)))


def _report(
    pages: Sequence[str],
    regions: Sequence[Path] | None,
    results: Sequence[Path] | None,
    locked: Sequence[Locked],
    prefixes: Sequence[str] | None,
    folder: Path | None,
) -> Report:
    from poolhouse.functions.node_binary import find_node
    from poolhouse.ports import FunctionUnavailable
    from poolhouse.snippets.coverage import cover
    from poolhouse.snippets.prettier import check_prettier, find_prettier, running_prettier
    from poolhouse.snippets.problems import refuse
    from poolhouse.snippets.regions import find_regions
    from poolhouse.snippets.results.read import read_results
    from poolhouse.snippets.sources import read_pages

    try:
        node = find_node(os.environ.get("PATH", os.defpath)).path
    except FunctionUnavailable as problem:
        raise refuse("node", 0, problem.hint) from None
    found = check_prettier(folder) if folder else find_prettier(Path(), node)
    read = read_pages(pages, prefixes or [])
    named = find_regions(regions or [])
    outcomes = read_results(results or [])
    with running_prettier(node, found) as running:
        return cover(read, named, outcomes, locked, running)


def _summary(made: Report, *, details: bool) -> None:
    from poolhouse.snippets.coverage import Status
    from poolhouse.snippets.markdown_report import percentage

    if details:
        for page in made.pages:
            for item in page.snippets:
                if item.status is not Status.COVERED:
                    place = f"{page.page.name}:{item.snippet.line}"
                    reasons = dict.fromkeys(naming.verdict.reason for naming in item.namings if naming.verdict.reason)
                    why = f" ({'; '.join(reasons)})" if item.status is Status.CLAIMED else ""
                    print(printable(f"{place}: {item.status.value} {item.hash} {item.snippet.name}{why}"))
                    print(printable(item.diff, keep="\n"), end="")
        for orphan in made.orphans:
            print(printable(f"{orphan.region.path}:{orphan.region.first}: orphan {orphan.hash}"))
    print(f"{percentage(made.covered, made.total)} of snippets covered ({made.covered} of {made.total})")


@contextmanager
def _problems_shown(*, github: bool = False) -> Iterator[None]:
    from poolhouse.snippets.github import problem_annotations
    from poolhouse.snippets.problems import Problem, SnippetsError

    try:
        yield
        return
    except SnippetsError as error:
        problems = error.problems
    except OSError as error:
        problems = (Problem(str(error.filename), 0, error.strerror or "cannot be used"),)
    _show(problems)
    if github:
        for line in problem_annotations(problems):
            print(line)
    raise typer.Exit(UNUSABLE)


def _show(problems: Sequence[Problem]) -> None:
    for problem in problems:
        print(printable(f"poolhouse: {problem}"), file=sys.stderr)
