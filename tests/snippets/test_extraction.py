from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poolhouse.snippets.extraction import extract
from poolhouse.snippets.problems import SnippetsError
from poolhouse.snippets.snippet import Snippet
from poolhouse.snippets.sources import Page


def fence(title: str, code: str) -> str:
    return f'```ts title="{title}"\n{code}```\n\n'


def test_files_are_written_as_the_page_has_them(project: Any) -> None:
    page = fence("src/a.ts", "let  a = {\n\tb:'c' }\n") + fence("Terminal", "ls\n") + fence("./b.mjs", "b\n\n\n")
    project.write("page.md", page + "```\nunnamed\n```\n\n```py\n# c.py\nprint()\n```\n")
    done = project.run("run", "page.md", "--out", "made")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == ["made/src/a.ts", "made/b.mjs", "made/c.py"]
    written = {
        file.relative_to(project.folder / "made").as_posix(): file.read_text()
        for file in (project.folder / "made").rglob("*.*")
    }
    assert written == {"src/a.ts": "let  a = {\n\tb:'c' }\n", "b.mjs": "b\n", "c.py": "# c.py\nprint()\n"}


def test_a_file_shown_twice_ends_as_a_reader_would_have_it_and_replaces_what_was_there(project: Any) -> None:
    project.write("page.md", fence("a.ts", "one\n") + fence("./a.ts", "two\n"))
    project.write("made/a.ts", "before\n")
    assert project.run("run", "page.md", "--out", "made").stdout == "made/a.ts\n"
    assert (project.folder / "made" / "a.ts").read_text() == "two\n"


@pytest.mark.parametrize(
    ("title", "problem"),
    [
        ("../a.ts", "leads out of the target folder"),
        ("src/../../a.ts", "leads out of the target folder"),
        ("/etc/a.conf", "leads out of the target folder"),
        (".git/hooks/pre-commit", "leads into .git"),
        ("src/.GIT/config", "leads into .git"),
        (".git./config", "leads into .git"),
        ("a\\\\b.ts", "is no file name that every system takes"),
        ("c:/a.ts", "is no file name that every system takes"),
    ],
)
def test_names_that_lead_elsewhere_are_refused_and_nothing_is_written(project: Any, title: str, problem: str) -> None:
    project.write("page.md", fence("good.ts", "good\n") + fence(title, "evil\n"))
    done = project.run("run", "page.md", "--out", "made")
    assert done.returncode == 2
    assert done.stderr.startswith("poolhouse: page.md:5: '")
    assert done.stderr.endswith(f"' {problem}\n")
    assert not (project.folder / "made").exists()
    assert not (project.folder / "a.ts").exists()


def test_links_in_the_target_are_not_followed(project: Any) -> None:
    (project.folder / "made").mkdir()
    (project.folder / "elsewhere").mkdir()
    (project.folder / "made" / "src").symlink_to(project.folder / "elsewhere")
    (project.folder / "made" / "b.ts").symlink_to(project.folder / "elsewhere" / "b.ts")
    project.write("page.md", fence("src/a.ts", "a\n") + fence("b.ts", "b\n"))
    done = project.run("run", "page.md", "--out", "made")
    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        f"poolhouse: made/{name}: is a link, or lies behind one" for name in ("src/a.ts", "b.ts")
    ]
    assert list((project.folder / "elsewhere").iterdir()) == []


def test_a_page_without_files_and_files_that_are_in_the_way(project: Any) -> None:
    project.write("page.md", fence("Terminal", "ls\n"))
    assert project.run("run", "page.md").stderr == "poolhouse: page.md: has no snippet whose title names a file\n"
    project.write("page.md", fence("a.ts/b.ts", "b\n"))
    project.write("made/a.ts", "")
    done = project.run("run", "page.md", "--out", "made")
    assert (done.returncode, done.stderr) == (2, "poolhouse: made/a.ts/b.ts: cannot be written: Not a directory\n") or (
        done.stderr == "poolhouse: made/a.ts/b.ts: cannot be written: File exists\n"
    )


@given(st.text(st.sampled_from("a./\\~:\0 \n-"), max_size=12))
def test_no_name_leads_out_of_the_target(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    folder = tmp_path_factory.mktemp("run")
    target = folder / "in" / "ner"
    try:
        written = extract([Page("page.md", None, (Snippet(name, "x\n", "", 1),))], target)
    except SnippetsError:
        written = []
    assert all(file.resolve().is_relative_to(target.resolve()) for file in written)
    assert [file for file in folder.rglob("*") if file.is_file()] == [file.absolute() for file in written]
