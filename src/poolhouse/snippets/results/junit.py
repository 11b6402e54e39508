"""JUnit XML, as pytest, Vitest and most other runners write it."""

from __future__ import annotations

from collections.abc import Iterator

from poolhouse.snippets.problems import refuse
from poolhouse.snippets.results.cases import Case, Outcome
from poolhouse.snippets.xml_elements import Element, root_element

SUITES = frozenset({"testsuites", "testsuite"})


def junit_cases(path: str, content: bytes) -> list[Case]:
    """Every ``<testcase>``, filed under its ``classname`` and, where there is one, its ``file``."""
    root = root_element(path, content)
    if root.name not in SUITES:
        raise refuse(path, 0, f"is no JUnit XML: its root is <{root.name}>")
    return [case for element in _testcases(root) for case in _cases(element)]


def _testcases(root: Element) -> Iterator[Element]:
    waiting = [root]
    while waiting:
        element = waiting.pop()
        if element.name == "testcase":
            yield element
        elif element.name in SUITES:
            waiting += element.children


def _cases(element: Element) -> Iterator[Case]:
    groups = {element.attributes.get("classname", ""), element.attributes.get("file", "")} - {""}
    for group in sorted(groups):
        yield Case(group, element.attributes.get("name", ""), _outcome(element))


def _outcome(element: Element) -> Outcome:
    names = {child.name for child in element.children}
    if names & {"failure", "error", "rerunFailure", "flakyFailure"}:
        return Outcome.FAILED
    return Outcome.SKIPPED if "skipped" in names else Outcome.PASSED
