"""Outcomes of test cases, to be looked up by the file that holds the test."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from enum import Enum

import msgspec


class Outcome(Enum):
    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"


class Case(msgspec.Struct, frozen=True):
    """``group`` is what the runner files the case under: a dotted module with classes, or a file."""

    group: str
    name: str
    outcome: Outcome


class Results:
    """All cases of all results files of a run."""

    def __init__(self, cases: Iterable[Case]) -> None:
        self._groups: dict[str, list[Case]] = defaultdict(list)
        for case in cases:
            self._groups[case.group].append(case)

    def of_python_test(self, path: str, qualified_name: str) -> list[Outcome]:
        """Outcomes of ``Class.test`` in the file ``path``, one for each set of parameters."""
        *classes, name = qualified_name.split(".")
        group = ".".join([path.removesuffix(".py").replace("/", "."), *classes])
        return [case.outcome for case in self._groups.get(group, []) if case.name.partition("[")[0] == name]

    def of_script_test(self, path: str, titles: Sequence[Sequence[str]]) -> list[Outcome]:
        """Outcomes of a JavaScript or TypeScript test; a title is the texts around what only the run knows."""
        pattern = re.compile(" > ".join(".*".join(map(re.escape, title)) for title in titles), re.DOTALL)
        return [case.outcome for case in self._groups.get(path, []) if pattern.fullmatch(case.name)]

    def of_file(self, path: str) -> list[Outcome]:
        """Outcomes of all cases that the runner files under ``path``."""
        return [case.outcome for case in self._groups.get(path, [])]
