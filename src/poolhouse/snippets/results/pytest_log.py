"""pytest's own report log: a JSON object per line, as the plugin pytest-reportlog writes them."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from poolhouse.snippets.problems import refuse
from poolhouse.snippets.results.cases import Case, Outcome


def pytest_cases(path: str, lines: list[dict[str, Any]]) -> list[Case]:
    """A case per node id; its set-up and its tear-down must have passed as well."""
    phases: dict[str, dict[str, str]] = defaultdict(dict)
    for number, line in enumerate(lines, 1):
        if line.get("$report_type") != "TestReport":
            continue
        try:
            node_id, when, outcome = str(line["nodeid"]), str(line["when"]), str(line["outcome"])
        except KeyError as missing:
            raise refuse(path, number, f"a test report without {missing}") from None
        if phases[node_id].get(when) != "failed":
            phases[node_id][when] = outcome
    return [Case(*_place(node_id), _outcome(by_phase)) for node_id, by_phase in phases.items()]


def _place(node_id: str) -> tuple[str, str]:
    """Module with classes, and name, as pytest writes them into JUnit XML."""
    node, bracket, parameters = node_id.partition("[")
    file, *inner = node.split("::")
    *classes, name = inner or [""]
    return ".".join([file.removesuffix(".py").replace("/", "."), *classes]), name + bracket + parameters


def _outcome(phases: dict[str, str]) -> Outcome:
    if "failed" in phases.values():
        return Outcome.FAILED
    return Outcome.PASSED if phases.get("call") == "passed" else Outcome.SKIPPED
