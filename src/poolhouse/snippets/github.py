"""What is wanting, as GitHub's workflow commands (GitHub documentation, "Workflow commands")."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from poolhouse.snippets.coverage import Report, SnippetReport, Status
from poolhouse.snippets.problems import Problem


def report_annotations(report: Report) -> Iterator[str]:
    """A line for every snippet that is not covered and every orphan."""
    for page in report.pages:
        for item in page.snippets:
            if item.status is not Status.COVERED:
                level = "error" if item.status is Status.DRIFT else "warning"
                file = page.page.name if page.page.path else ""
                text = f"{_finding(item)} ({page.page.name})" if not file else _finding(item)
                yield _command(level, file, item.snippet.line, f"Snippet {item.status.value}", text)
    for orphan in report.orphans:
        text = f"No page has a snippet with the hash {orphan.hash}."
        yield _command("warning", orphan.region.path, orphan.region.first, "Orphaned region", text)


def problem_annotations(problems: Sequence[Problem]) -> Iterator[str]:
    """A line for everything that kept the report from being made."""
    for problem in problems:
        file = problem.path if problem.line else ""
        text = problem.text if file else str(problem)
        yield _command("error", file, problem.line, "Snippet coverage", text)


def _finding(item: SnippetReport) -> str:
    places = ", ".join(f"{naming.region.path}:{naming.region.first}" for naming in item.namings)
    if item.status is Status.CLAIMED:
        reasons = "; ".join(dict.fromkeys(naming.verdict.reason for naming in item.namings))
        return f"{item.snippet.name}: {places} names {item.hash}, but {reasons}."
    if item.status is Status.DRIFT:
        return f"{item.snippet.name}: changed under the region at {places}; its hash is {item.hash} now.\n{item.diff}"
    return f"{item.snippet.name}: no region names {item.hash}."


def _command(level: str, file: str, line: int, title: str, text: str) -> str:
    place = f"file={_property(file)},line={line}," if file else ""
    return f"::{level} {place}title={_property(title)}::{_data(text)}"


def _data(text: str) -> str:
    return text.rstrip("\n").replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
