"""Vitest's JSON reporter (the form is Jest's)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from poolhouse.snippets.problems import refuse
from poolhouse.snippets.results.cases import Case, Outcome
from poolhouse.snippets.sources import display_name

OUTCOMES = {"passed": Outcome.PASSED, "failed": Outcome.FAILED}


def vitest_cases(path: str, document: dict[str, Any]) -> list[Case]:
    """Every assertion result, filed under its file as seen from the working folder."""
    try:
        return [
            Case(
                display_name(Path(file["name"])),
                " > ".join([*case["ancestorTitles"], case["title"]]),
                OUTCOMES.get(case["status"], Outcome.SKIPPED),
            )
            for file in document["testResults"]
            for case in file["assertionResults"]
        ]
    except (KeyError, TypeError):
        raise refuse(path, 0, "is no report of Vitest's JSON reporter") from None
