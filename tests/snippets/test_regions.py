from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poolhouse.snippets.problems import SnippetsError
from poolhouse.snippets.regions import find_regions, regions_of

A, B, C = "a" * 16, "b" * 16, "0123456789abcdef"


def regions(text: str, name: str = "test.txt") -> list[tuple[int, int, tuple[str, ...]]]:
    found, problems = regions_of(name, Path(name), text)
    assert problems == []
    return [(region.first, region.last, region.hashes) for region in found]


def problems(text: str, name: str = "test.txt") -> list[str]:
    return [str(problem) for problem in regions_of(name, Path(name), text)[1]]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("// ", ""),
        ("# ", ""),
        ("-- ", ""),
        ("<!-- ", " -->"),
        ("/* ", " */"),
        ("{/* ", " */}"),
        ("(* ", " *)"),
        (";; ", ""),
        ("% ", ""),
        ("", ""),
        ("\t//", "  "),
    ],
)
@pytest.mark.parametrize("name", ["test.txt", "test.ts"])
def test_markers_are_comments_of_any_language(before: str, after: str, name: str) -> None:
    text = f"one\n  {before}#region covers {A}, {B}{after}\ncode\n  {before}#endregion{after}\n"
    assert regions(text, name) == [(2, 4, (A, B))]


def test_regions_nest_and_the_innermost_ends_first() -> None:
    text = f"// #region covers {A}\none\n// #region covers {B}\ntwo\n// #endregion\nthree\n// #endregion\n"
    found, _ = regions_of("t.ts", Path("t.ts"), text)
    assert [(region.first, region.last, region.body) for region in found] == [
        (1, 7, "one\ntwo\nthree\n"),
        (3, 5, "two\n"),
    ]


def test_an_editors_fold_takes_part_in_the_nesting_and_covers_nothing() -> None:
    text = f"// #region Helpers\n// #region covers {A}\n// #endregion\n// #endregion\n"
    assert regions(text) == [(2, 3, (A,))]


def test_end_marks_may_carry_words() -> None:
    assert regions(f"// #region covers {A}\n// #endregion covers {A}\n") == [(1, 2, (A,))]


def test_a_hash_that_is_named_twice_is_one() -> None:
    assert regions(f"// #region covers {A}, {B}, {A}\n// #endregion\n") == [(1, 2, (A, B))]


def test_windows_line_ends() -> None:
    assert regions(f"// #region covers {A},{B}\r\ncode\r\n// #endregion\r\n") == [(1, 3, (A, B))]


@pytest.mark.parametrize(
    "line", [f'"# #region covers {A}"', f"let a; // #region covers {A}", f"see #region covers {A}"]
)
def test_what_is_not_a_comment_of_its_own_is_no_marker(line: str) -> None:
    assert regions(line) == []


def test_strings_of_python_hold_no_markers() -> None:
    text = f'TEXT = """\n# #region covers {A}\n"""\n# #region covers {B}\nx = 1  # #endregion\n# #endregion\n'
    assert regions(text, "test_a.py") == [(4, 6, (B,))]


def test_python_that_cannot_be_read_is_taken_line_by_line() -> None:
    assert regions(f"def broken(:\n  '''\n# #region covers {A}\n# #endregion\n", "test_a.py") == [(3, 4, (A,))]


def test_unmatched_markers_are_errors() -> None:
    assert problems("\n// #endregion\n") == ["test.txt:2: #endregion without a #region"]
    assert problems(f"\n\n// #region covers {A}\n") == ["test.txt:3: #region without an #endregion"]


@pytest.mark.parametrize(
    ("written", "named"),
    [
        ("abc", "'abc'"),
        (A.upper(), f"'{A.upper()}'"),
        (f"{A},", "''"),
        ("", "''"),
        (f"{A} {B}", f"'{A} {B}'"),
        (A + "a", f"'{A}a'"),
        ("g" * 16, f"'{'g' * 16}'"),
    ],
)
def test_malformed_hashes_are_errors(written: str, named: str) -> None:
    text = f"// #region covers {written}\n// #endregion\n"
    assert problems(text) == [f"test.txt:1: {named} is no hash: 16 lower-case hex digits"]


def test_all_files_of_a_folder_are_read_but_for_those_of_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    marked = f"# #region covers {A}\n# #endregion\n"
    for name in ("b/test.rb", "a.sql", "node_modules/x/test.js", ".git/test.py", "__pycache__/x.py"):
        file = tmp_path / "tests" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(marked)
    (tmp_path / "tests" / "picture.png").write_bytes(b"\xff\xfe#region covers nothing\n")
    found = find_regions([Path("tests"), tmp_path / "tests" / "a.sql"])
    assert [region.path for region in found] == ["tests/a.sql", "tests/b/test.rb"]


def test_all_problems_of_all_files_are_told_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.ts").write_text("// #endregion\n")
    (tmp_path / "b.ts").write_text("// #region covers x\n")
    with pytest.raises(SnippetsError) as refused:
        find_regions([Path()])
    assert [str(problem) for problem in refused.value.problems] == [
        "a.ts:1: #endregion without a #region",
        "b.ts:1: 'x' is no hash: 16 lower-case hex digits",
        "b.ts:1: #region without an #endregion",
    ]


def test_a_place_that_is_not_there_is_an_error() -> None:
    with pytest.raises(SnippetsError, match="there is no such file or folder"):
        find_regions([Path("nowhere")])


TREES: st.SearchStrategy[list[object]] = st.recursive(
    st.builds(list[object]), lambda inner: st.lists(inner, max_size=3), max_leaves=12
)


@given(TREES)
def test_any_nesting_is_read_as_it_is_written(tree: list[object]) -> None:
    lines: list[str] = []
    expected = []

    def write(node: object) -> None:
        assert isinstance(node, list)
        first = len(lines) + 1
        lines.append(f"-- #region covers {C}")
        for child in node:
            write(child)
        lines.append("-- #endregion")
        expected.append((first, len(lines), (C,)))

    write(tree)
    assert regions("\n".join(lines)) == sorted(expected)
