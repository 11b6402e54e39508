"""Which test holds a region, and whether it passed."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from poolhouse.snippets.prettier import Prettier
from poolhouse.snippets.regions import Region
from poolhouse.snippets.results.cases import Outcome, Results

SCRIPTS = frozenset({".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs"})


class HeldTest(msgspec.Struct, frozen=True):
    """A test of a file; ``outcomes`` has one entry per set of parameters that ran."""

    name: str
    first: int
    last: int
    outcomes: tuple[Outcome, ...]


class Verdict(msgspec.Struct, frozen=True):
    """``passed`` is what makes a region count; ``reason`` says why it does not, "" when it does."""

    passed: bool
    reason: str


def judge(regions: Iterable[Region], results: Results, prettier: Prettier) -> dict[Region, Verdict]:
    """For each region whether the tests that hold it ran and passed.

    A region inside a test is held by that test; a region around tests by all of them. In Python, JavaScript and
    TypeScript anything else is held by no test. In other languages the file is the test.
    """
    found: dict[Path, Callable[[Region], Sequence[HeldTest]]] = {}
    verdicts = {}
    for region in regions:
        if region.file not in found:
            found[region.file] = _lookup(region, results, prettier)
        verdicts[region] = _verdict(found[region.file](region))
    return verdicts


def _lookup(region: Region, results: Results, prettier: Prettier) -> Callable[[Region], Sequence[HeldTest]]:
    text = region.file.read_text("utf-8-sig")
    if region.file.suffix == ".py":
        tests = list(_python_tests(region.path, text, results))
    elif region.file.suffix in SCRIPTS:
        tests = [
            HeldTest(
                " > ".join("…".join(title) for title in test.titles),
                test.first,
                test.last,
                tuple(results.of_script_test(region.path, test.titles)),
            )
            for test in prettier.tests_in(text) or []
        ]
    else:
        whole = HeldTest(region.path, 0, 0, tuple(results.of_file(region.path)))
        return lambda _: [whole]
    return lambda asked: _holding(asked, tests)


def _holding(region: Region, tests: Sequence[HeldTest]) -> Sequence[HeldTest]:
    around = [test for test in tests if test.first <= region.first and region.last <= test.last]
    return around or [test for test in tests if region.first <= test.first and test.last <= region.last]


def _python_tests(path: str, text: str, results: Results) -> Iterator[HeldTest]:
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    lines = text.splitlines()
    for name, node in _functions(tree.body, ""):
        first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
        last = _with_comments(lines, node.end_lineno or node.lineno, node.col_offset)
        yield HeldTest(name, first, last, tuple(results.of_python_test(path, name)))


def _with_comments(lines: Sequence[str], last: int, indentation: int) -> int:
    """The line where a function ends when the comments in its block, which no syntax tree knows, are counted."""
    for number, line in enumerate(lines[last:], last + 1):
        code = line.lstrip()
        if code and (not code.startswith("#") or len(line) - len(code) <= indentation):
            break
        last = number if code else last
    return last


def _functions(body: Sequence[ast.stmt], prefix: str) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    """Functions that pytest and unittest collect: ``test…``, at the top or in classes."""
    for node in body:
        if isinstance(node, ast.ClassDef):
            yield from _functions(node.body, f"{prefix}{node.name}.")
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test"):
            yield f"{prefix}{node.name}", node


def _verdict(tests: Sequence[HeldTest]) -> Verdict:
    if not tests:
        return Verdict(False, "no test holds it")
    for test in tests:
        if Outcome.FAILED in test.outcomes:
            return Verdict(False, f"{test.name} failed")
        if Outcome.PASSED not in test.outcomes:
            return Verdict(False, f"{test.name} was skipped" if test.outcomes else f"no result of {test.name}")
    return Verdict(True, "")
