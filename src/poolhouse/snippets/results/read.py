"""Which form a results file has is seen from what it holds, not from its name."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from poolhouse.snippets.problems import Problem, SnippetsError, refuse
from poolhouse.snippets.results.cases import Case, Results
from poolhouse.snippets.results.junit import junit_cases
from poolhouse.snippets.results.pytest_log import pytest_cases
from poolhouse.snippets.results.vitest import vitest_cases
from poolhouse.snippets.sources import display_name


def read_results(files: Sequence[Path]) -> Results:
    """The cases of all files together. Raises SnippetsError with every file that cannot be used."""
    cases: list[Case] = []
    problems: list[Problem] = []
    for file in files:
        try:
            cases += _cases(file)
        except SnippetsError as problem:
            problems += problem.problems
    if problems:
        raise SnippetsError(problems)
    return Results(cases)


def _cases(file: Path) -> list[Case]:
    name = display_name(file)
    try:
        content = file.read_bytes()
    except OSError as problem:
        raise refuse(name, 0, f"cannot be read: {problem.strerror}") from None
    if content.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
        return junit_cases(name, content)
    document = _json(content)
    if isinstance(document, dict) and "testResults" in document:
        return vitest_cases(name, document)
    lines = [_json(line) for line in content.splitlines() if line.strip()]
    reports = [line for line in lines if isinstance(line, dict) and "$report_type" in line]
    if not reports or len(reports) != len(lines):
        raise refuse(name, 0, "is neither JUnit XML nor pytest's report log nor a report of Vitest's JSON reporter")
    return pytest_cases(name, reports)


def _json(content: bytes) -> Any:
    """None for what is not JSON."""
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None
