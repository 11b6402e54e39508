"""What real test runners write about real tests, and which regions count by it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from poolhouse.snippets.holders import Verdict, judge
from poolhouse.snippets.prettier import Prettier
from poolhouse.snippets.problems import SnippetsError
from poolhouse.snippets.regions import find_regions
from poolhouse.snippets.results.read import read_results

PYTHON = """
import pytest
import unittest


def test_passes():
    # #region covers 0000000000000001
    assert True
    # #endregion


# #region covers 0000000000000002
def test_fails():
    assert False
# #endregion


@pytest.mark.skip
def test_skipped():
    pass  # never
    # #region covers 0000000000000003
    # #endregion


@pytest.mark.parametrize("value", ["x", "a::b[c]"])
def test_every_set_of_parameters_passes(value):
    # #region covers 0000000000000004
    assert value
    # #endregion


@pytest.mark.parametrize("value", [0, 1])
def test_one_set_of_parameters_fails(value):
    # #region covers 0000000000000005
    assert value
    # #endregion


class TestClass:
    class TestInner:
        async def test_missing(self):
            # #region covers 0000000000000006
            pass
            # #endregion

    def test_method(self):
        # #region covers 0000000000000007
        def test_inner():
            pass
        # #endregion


class Case(unittest.TestCase):
    # #region covers 0000000000000008
    def test_one(self):
        pass

    def test_two(self):
        pass
    # #endregion


# #region covers 0000000000000009
@pytest.fixture
def broken_tear_down():
    yield
    raise OSError
# #endregion


def test_whose_tear_down_fails(broken_tear_down):
    # #region covers 000000000000000a
    pass
    # #endregion


@pytest.mark.xfail
def test_expected_to_fail():
    # #region covers 000000000000000b
    assert False
    # #endregion


# #region covers 000000000000000c
def test_within_a_pair():
    pass


def test_fails_within_a_pair():
    assert False
# #endregion
"""
PASSED = Verdict(True, "")
EXPECTED = {
    1: PASSED,
    2: Verdict(False, "test_fails failed"),
    3: Verdict(False, "test_skipped was skipped"),
    4: PASSED,
    5: Verdict(False, "test_one_set_of_parameters_fails failed"),
    6: Verdict(False, "no result of TestClass.TestInner.test_missing"),
    7: PASSED,
    8: PASSED,
    9: Verdict(False, "no test holds it"),
    10: Verdict(False, "test_whose_tear_down_fails failed"),
    11: Verdict(False, "test_expected_to_fail was skipped"),
    12: Verdict(False, "test_fails_within_a_pair failed"),
}
#: Writes pytest's reports as the plugin pytest-reportlog does: pytest's own serialisation, a line each.
REPORT_LOG = """
import json

def pytest_runtest_logreport(report):
    from _pytest.reports import pytest_report_to_serializable
    data = pytest_report_to_serializable(report)
    with open("log.jsonl", "a") as log:
        log.write(json.dumps(data, default=str) + "\\n")

def pytest_sessionstart(session):
    with open("log.jsonl", "w") as log:
        log.write('{"pytest_version": "9", "$report_type": "SessionStart"}\\n')
"""
SCRIPT = """
import { describe, expect, it, test } from "vitest";

describe("sums", () => {
  // #region covers 0000000000000001
  it.each([[1, 2]])("adds %i (and %i)", (a, b) => {
    expect(a + b).toBe(3);
  });
  // #endregion
  test(`of ${1 + 1} numbers`, () => {
    // #region covers 0000000000000002
    expect(1).toBe(1);
    // #endregion
  });
  it.skip("skipped", () => {
    // #region covers 0000000000000003
    // #endregion
  });
});

test("fails", () => {
  // #region covers 0000000000000004
  expect(1).toBe(2);
  // #endregion
});

// #region covers 0000000000000005
const helper = () => 1;
// #endregion
"""
SCRIPT_EXPECTED = {
    1: PASSED,
    2: PASSED,
    3: Verdict(False, "sums > skipped was skipped"),
    4: Verdict(False, "fails failed"),
    5: Verdict(False, "no test holds it"),
}


@pytest.fixture
def verdicts(project: Any, prettier: Prettier, monkeypatch: pytest.MonkeyPatch) -> Callable[..., dict[int, Verdict]]:
    """Verdicts by the number in the hash."""
    monkeypatch.chdir(project.folder)

    def of(*results: str) -> dict[int, Verdict]:
        regions = find_regions([Path("tests")])
        judged = judge(regions, read_results([Path(name) for name in results]), prettier)
        return {int(region.hashes[0], 16): verdict for region, verdict in judged.items()}

    return of


@pytest.mark.parametrize("family", ["xunit1", "xunit2"])
def test_junit_xml_of_pytest(project: Any, verdicts: Any, family: str) -> None:
    project.write("tests/sub.folder/test_all.py", PYTHON)
    missing = "not test_missing"
    project.pytest("-o", f"junit_family={family}", "--rootdir", str(project.folder), "-k", missing)
    assert verdicts("results.xml") == EXPECTED


def test_the_report_log_of_pytest(project: Any, verdicts: Any) -> None:
    project.write("tests/test_all.py", PYTHON)
    project.write("conftest.py", REPORT_LOG)
    project.pytest("--rootdir", str(project.folder), "-k", "not test_missing")
    assert verdicts("log.jsonl") == EXPECTED


@pytest.mark.parametrize(("reporter", "file"), [("junit", "results.xml"), ("json", "results.json")])
def test_vitest(project: Any, verdicts: Any, packages: Path, node: Path, reporter: str, file: str) -> None:
    project.write("tests/sums.test.ts", SCRIPT)
    (project.folder / "node_modules").symlink_to(packages)
    command = [str(node), str(packages / "vitest" / "vitest.mjs"), "run", f"--reporter={reporter}"]
    subprocess.run(
        [*command, f"--outputFile={file}"], cwd=project.folder, env=dict(os.environ), timeout=120, check=False
    )
    assert verdicts(file) == SCRIPT_EXPECTED


def test_without_results_nothing_passes(project: Any, verdicts: Any) -> None:
    project.write("tests/test_all.py", PYTHON)
    project.write("tests/sums.test.ts", SCRIPT)
    assert not any(verdict.passed for verdict in verdicts().values())


def test_a_failure_in_any_of_the_files_counts(project: Any, verdicts: Any) -> None:
    project.write(
        "tests/test_a.py", "def test_a():\n    # #region covers 0000000000000001\n    pass\n    # #endregion\n"
    )
    case = '<testsuite><testcase classname="tests.test_a" name="test_a">{}</testcase></testsuite>'
    project.write("good.xml", "\ufeff" + case.format(""))
    project.write("bad.xml", case.format("<failure/>"))
    assert verdicts("good.xml")[1] == PASSED
    assert verdicts("good.xml", "bad.xml")[1] == Verdict(False, "test_a failed")


def test_depth_is_no_obstacle(project: Any, verdicts: Any) -> None:
    deep = f"x = {'(' * 5000}1{')' * 5000}\n"
    region = "{0} #region covers 000000000000000{1}\n{0} #endregion\n"
    project.write("tests/test_a.py", deep + region.format("#", 1))
    project.write("tests/b.test.ts", deep + region.format("//", 2))
    project.write("tests/c.bats", region.format("#", 3))
    project.write("tests/test_d.py", f"x = {'-' * 100_000}1\n" + region.format("#", 4))
    suites = "<testsuite>" * 5000, "</testsuite>" * 5000
    project.write("results.xml", suites[0] + '<testcase classname="tests/c.bats" name="c"/>' + suites[1])
    nobody = Verdict(False, "no test holds it")
    assert verdicts("results.xml") == {1: nobody, 2: nobody, 3: PASSED, 4: nobody}


def test_a_result_of_another_file_or_class_does_not_count(project: Any, verdicts: Any) -> None:
    project.write(
        "tests/test_a.py", "def test_a():\n    # #region covers 0000000000000001\n    pass\n    # #endregion\n"
    )
    for place in ("test_a", "other.test_a", "tests.test_a.TestClass", "tests.test_ab"):
        project.write("results.xml", f'<testsuite><testcase classname="{place}" name="test_a"/></testsuite>')
        assert verdicts("results.xml")[1] == Verdict(False, "no result of test_a"), place


def test_in_other_languages_the_file_is_the_test(project: Any, verdicts: Any) -> None:
    project.write("tests/a.bats", "# #region covers 0000000000000001\n@test one {\n}\n# #endregion\n")
    good, bad = ('<testcase file="tests/a.bats" name="one"/>', '<testcase classname="tests/a.bats"><error/></testcase>')
    project.write("results.xml", f"<testsuites><testsuite><testsuite>{good}</testsuite></testsuite></testsuites>")
    assert verdicts("results.xml")[1] == PASSED
    project.write("results.xml", f"<testsuite>{good}{bad}</testsuite>")
    assert verdicts("results.xml")[1] == Verdict(False, "tests/a.bats failed")


@pytest.mark.parametrize(("name", "text"), [("test_broken.py", "def (:\n"), ("broken.test.ts", "this is no code\n")])
def test_no_test_holds_the_regions_of_a_file_that_cannot_be_read(
    project: Any, verdicts: Any, name: str, text: str
) -> None:
    sign = "#" if name.endswith("py") else "//"
    project.write(f"tests/{name}", f"{text}{sign} #region covers 0000000000000001\n{sign} #endregion\n")
    assert verdicts()[1] == Verdict(False, "no test holds it")


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"<html/>", "is no JUnit XML: its root is <html>"),
        (b"<testsuite>", "this is not XML: no element found"),
        (b"", "is neither JUnit XML nor pytest's report log nor a report of Vitest's JSON reporter"),
        (b"\x00\xff", "is neither JUnit XML nor pytest's report log nor a report of Vitest's JSON reporter"),
        (b'{"a": 1}', "is neither JUnit XML nor pytest's report log nor a report of Vitest's JSON reporter"),
        (b'{"testResults": [{}]}', "is no report of Vitest's JSON reporter"),
        (b'{"testResults": 1}', "is no report of Vitest's JSON reporter"),
        (b'{"$report_type": "TestReport"}', "a test report without 'nodeid'"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><testsuite/>', "XML with a document type declaration is not read"),
    ],
)
def test_files_that_are_no_results_are_errors(tmp_path: Path, content: bytes, problem: str) -> None:
    (tmp_path / "results").write_bytes(content)
    with pytest.raises(SnippetsError) as refused:
        read_results([tmp_path / "results"])
    assert problem in str(refused.value)
    assert str(tmp_path / "results") in str(refused.value)


def test_a_file_that_is_not_there_is_an_error() -> None:
    with pytest.raises(SnippetsError, match="cannot be read: No such file or directory"):
        read_results([Path("nowhere.xml")])
