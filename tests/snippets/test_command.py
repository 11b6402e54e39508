"""Reports on small projects, by the command itself."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from markdown_it import MarkdownIt

CODE = """import { defineThing } from '@example/things';

export const thing = defineThing({
  name: 'the-thing'
});
"""
CHANGED = CODE.replace("'the-thing'", "'the-thing',\n  group: 'all'")


def page(*codes: str, title: str = "src/thing.ts") -> str:
    return "# Page\n\n" + "".join(f'```ts title="{title}"\n{code}```\n\n' for code in codes)


def covering(name: str, body: str = "", *, passes: bool = True, test: str = "test_it") -> str:
    held = "".join(f"    {line}\n" for line in body.splitlines())
    text = f'    """\n{held}    """\n' if body else ""
    return f"def {test}():\n    # #region covers {name}\n{text}    assert {passes}\n    # #endregion\n\n\n"


@pytest.fixture
def thing(hashed: Callable[[str], str]) -> str:
    return hashed(CODE)


def statuses(report: Any) -> list[str]:
    return [snippet["status"] for page in report["pages"] for snippet in page["snippets"]]


def test_the_report_in_json(project: Any, thing: str, hashed: Callable[[str], str]) -> None:
    project.write("docs/a.md", page(CODE, "let b;\n"))
    project.write("docs/b.html", f'<pre aria-label="thing.ts code">{CODE}</pre>')
    project.write("docs/c.md", "words\n")
    orphan = "f" * 16
    project.write("tests/test_it.py", covering(f"{thing}, {orphan}"))
    project.pytest()
    assert project.json("docs", "--regions", "tests", "--results", "results.xml") == {
        "pages": [
            {
                "page": "docs/a.md",
                "covered": 1,
                "total": 2,
                "snippets": [
                    {
                        "name": "src/thing.ts",
                        "hash": thing,
                        "status": "covered",
                        "regions": [{"path": "tests/test_it.py", "line": 2}],
                    },
                    {"name": "src/thing.ts", "hash": hashed("let b;\n"), "status": "uncovered", "regions": []},
                ],
            },
            {
                "page": "docs/b.html",
                "covered": 1,
                "total": 1,
                "snippets": [
                    {
                        "name": "thing.ts",
                        "hash": thing,
                        "status": "covered",
                        "regions": [{"path": "tests/test_it.py", "line": 2}],
                    }
                ],
            },
            {"page": "docs/c.md", "covered": 0, "total": 0, "snippets": []},
        ],
        "orphans": [{"hash": orphan, "path": "tests/test_it.py", "line": 2}],
    }


def test_a_region_whose_test_fails_only_claims(project: Any, thing: str) -> None:
    project.write("docs/a.md", page(CODE))
    project.write("tests/test_it.py", covering(thing, passes=False))
    project.pytest()
    options = ("docs", "--regions", "tests", "--results", "results.xml")
    assert statuses(project.json(*options)) == ["claimed"]
    shown = project.report(*options)
    assert f"docs/a.md:3: claimed {thing} src/thing.ts (test_it failed)" in shown.stdout
    assert statuses(project.json("docs", "--regions", "tests")) == ["claimed"]
    project.write("tests/test_other.py", covering(thing))
    project.pytest()
    assert statuses(project.json(*options)) == ["covered"]


def test_a_changed_snippet_near_its_region_is_one_drift_with_a_diff(project: Any, thing: str) -> None:
    project.write("docs/a.md", page("let other;\n", CHANGED))
    project.write("docs/b.md", page(CHANGED))
    body = CODE.replace("'", '"').replace("\n", "\n  ")
    project.write(
        "tests/it.test.ts", f"test('it', () => {{\n  // #region covers {thing}\n  {body}\n  // #endregion\n}});\n"
    )
    report = project.json("docs", "--regions", "tests")
    assert statuses(report) == ["uncovered", "drift", "drift"]
    assert report["orphans"] == []
    drifted = report["pages"][0]["snippets"][1]
    assert drifted["regions"] == [{"path": "tests/it.test.ts", "line": 2}]
    changed = [line for line in drifted["diff"].splitlines() if re.match(r"[+-][^+-]", line)]
    assert changed == ['+  group: "all",']


def test_without_anything_alike_an_orphan_stays_one(project: Any, thing: str) -> None:
    project.write("docs/a.md", page(CHANGED))
    project.write("tests/test_it.py", covering(thing, "something else altogether"))
    report = project.json("docs", "--regions", "tests")
    assert statuses(report) == ["uncovered"]
    assert [orphan["hash"] for orphan in report["orphans"]] == [thing]


def test_the_lock_knows_what_a_region_covered(project: Any, thing: str, hashed: Callable[[str], str]) -> None:
    project.write("docs/a.md", page(CODE))
    project.write("tests/test_it.py", covering(thing))
    project.pytest()
    options = ("docs", "--regions", "tests", "--results", "results.xml")
    locked = project.run("lock", *options, "--prettier", project.prettier)
    assert (locked.returncode, locked.stdout) == (0, "snippets.lock: 1 snippets\n"), locked.stderr
    written = json.loads((project.folder / "snippets.lock").read_text())
    normalised = CODE.replace("'", '"').replace('"the-thing"', '"the-thing",')
    expected = {"page": "docs/a.md", "name": "src/thing.ts", "hash": thing, "text": normalised}
    assert written == {"version": 1, "snippets": [expected]}

    project.write("docs/a.md", page("let other;\n", "a wholly different text\n", CHANGED))
    report = project.json(*options)
    assert statuses(report) == ["uncovered", "uncovered", "drift"]
    assert '\n+  group: "all",\n' in report["pages"][0]["snippets"][2]["diff"]
    assert report["orphans"] == []

    # Locking again before the region is mended keeps what the region still names.
    project.run("lock", *options, "--prettier", project.prettier)
    assert json.loads((project.folder / "snippets.lock").read_text()) == written
    project.write("tests/test_it.py", covering(hashed(CHANGED)))
    project.run("lock", *options, "--prettier", project.prettier)
    assert [item["hash"] for item in json.loads((project.folder / "snippets.lock").read_text())["snippets"]] == [
        hashed(CHANGED)
    ]


def test_the_lock_speaks_for_its_page_and_name_only(project: Any, thing: str) -> None:
    project.write("docs/a.md", page(CODE))
    project.write("tests/test_it.py", covering(thing))
    project.pytest()
    options = ("docs", "--regions", "tests", "--results", "results.xml")
    project.run("lock", *options, "--prettier", project.prettier)
    project.write("docs/a.md", page(CHANGED, title="src/other.ts"))
    assert statuses(project.json(*options)) == ["uncovered"]
    assert statuses(project.json(*options, "--lock", "snippets.lock")) == ["uncovered"]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("{", "is no lock: write it anew with 'poolhouse snippets lock'"),
        ('{"version": 2, "snippets": []}', "has version 2; known is 1"),
        ('{"version": 1, "snippets": [{}]}', "is no lock: write it anew with 'poolhouse snippets lock'"),
        (
            '{"version": 1, "snippets": [{"page": "a", "name": "b", "hash": 1, "text": ""}]}',
            "is no lock: write it anew with 'poolhouse snippets lock'",
        ),
    ],
)
def test_a_lock_that_is_none_is_an_error(project: Any, content: str, problem: str) -> None:
    project.write("docs/a.md", page(CODE))
    project.write("snippets.lock", content)
    done = project.report("docs")
    assert (done.returncode, done.stderr) == (2, f"poolhouse: snippets.lock: {problem}\n")


def test_exit_codes(project: Any, thing: str) -> None:
    project.write("docs/a.md", page(CODE, "let b;\n"))
    project.write("tests/test_it.py", covering(thing))
    project.pytest()
    options = ("docs", "--regions", "tests", "--results", "results.xml")
    assert project.report(*options).returncode == 0
    assert project.report(*options, "--fail-under", "50").returncode == 0
    below = project.report(*options, "--fail-under", "50.1")
    assert (below.returncode, below.stdout.splitlines()[-1]) == (1, "50.0% of snippets covered (1 of 2)")
    project.write("tests/test_bad.py", "# #endregion\n# #region covers xyz\n")
    bad = project.report(*options)
    assert bad.returncode == 2
    assert bad.stderr.splitlines() == [
        "poolhouse: tests/test_bad.py:1: #endregion without a #region",
        "poolhouse: tests/test_bad.py:2: 'xyz' is no hash: 16 lower-case hex digits",
        "poolhouse: tests/test_bad.py:2: #region without an #endregion",
    ]


def test_a_report_that_cannot_be_written_is_an_error(project: Any) -> None:
    project.write("docs/a.md", page(CODE))
    project.write("file", "")
    for option in ("--out", "--html", "--json"):
        done = project.report("docs", option, "file/report")
        assert (done.returncode, done.stderr) == (2, "poolhouse: file: Not a directory\n") or done.stderr in (
            "poolhouse: file/report: Not a directory\n",
            "poolhouse: file: File exists\n",
        )


def test_pages_without_snippets_are_never_enough(project: Any) -> None:
    project.write("docs/a.md", "words\n")
    assert project.report("docs").returncode == 0
    shown = project.report("docs", "--fail-under", "1")
    assert (shown.returncode, shown.stdout) == (1, "none of snippets covered (0 of 0)\n")


def test_annotations_for_github(project: Any, thing: str, hashed: Callable[[str], str]) -> None:
    project.write("docs/a,b.md", page(CHANGED, title="100%.ts") + page("let b;\n"))
    project.write("tests/test_it.py", covering(thing, CODE) + covering("f" * 16, test="test_two"))
    project.write("tests/test_no.py", covering(hashed("let b;\n"), passes=False))
    project.pytest()
    shown = project.report("docs", "--regions", "tests", "--results", "results.xml", "--github").stdout.splitlines()
    assert shown[0].startswith(
        "::error file=docs/a%2Cb.md,line=3,title=Snippet drift::100%25.ts: changed under the region at "
        f"tests/test_it.py:2; its hash is {hashed(CHANGED)} now.%0A--- "
    )
    assert shown[1] == (
        "::warning file=docs/a%2Cb.md,line=14,title=Snippet claimed::src/thing.ts: tests/test_no.py:2 names "
        f"{hashed('let b;')}, but test_it failed."
    ).replace(hashed("let b;"), hashed("let b;\n"))
    orphan = f"No page has a snippet with the hash {'f' * 16}."
    assert shown[2] == f"::warning file=tests/test_it.py,line=15,title=Orphaned region::{orphan}"
    assert len(shown) == 4
    project.write("tests/test_bad.py", "# #endregion\n")
    bad = project.report("docs", "--regions", "tests", "--github").stdout
    assert bad == "::error file=tests/test_bad.py,line=1,title=Snippet coverage::#endregion without a #region\n"


class TestMarkdown:
    @pytest.fixture
    def out(self, project: Any, thing: str) -> Path:
        names = ("docs/a.md", "docs/a.md.html", "docs/b c/(d)#é.md", "docs/a/b.md", "docs/readme.md")
        for name in names:
            project.write(name, page(CODE) if name.endswith("md") else f"<pre>{CODE}</pre>")
        project.write("docs/odd.md", "~~~~~ title='a|`b`'\n~~~\n```\n\tcode\n  ~~~~\n~~~~~\n" + page(CHANGED))
        text = covering(thing) + covering("e" * 16, CHANGED.replace("all", "some"), test="test_drift")
        project.write("tests/test_(it).py", text + covering("f" * 16, test="test_orphan"))
        project.pytest("tests/test_(it).py")
        out: Path = project.folder / "out"
        options = ("docs", "--regions", "tests", "--results", "results.xml", "--out", "out")
        for _ in range(2):
            done = project.report(*options)
            assert done.returncode == 0, done.stderr
        return out

    def test_every_link_leads_somewhere(self, out: Path) -> None:
        reports = sorted(out.rglob("*.md"))
        assert len(reports) == 3 + 6
        count = 0
        for report in reports:
            for token in MarkdownIt("commonmark").enable("table").parse(report.read_text()):
                for child in token.children or []:
                    if child.type == "link_open":
                        target, _, line = unquote(str(child.attrs["href"])).partition("#L")
                        file = report.parent / target
                        assert file.is_file(), (report, target)
                        assert not line or "#region covers" in file.read_text().splitlines()[int(line) - 1]
                        count += 1
        assert count > 30

    def test_printed_code_has_the_printed_hash(self, out: Path) -> None:
        count = 0
        for report in (out / "pages").rglob("*.md"):
            tokens = MarkdownIt("commonmark").parse(report.read_text())
            codes = [token.content for token in tokens if token.type == "fence" and token.info != "diff"]
            hashes = re.findall(r"^\| Hash \| `(\w+)` \|$", report.read_text(), re.MULTILINE)
            assert [sha256(code.encode()).hexdigest()[:16] for code in codes] == hashes
            count += len(hashes)
        assert count == 7

    def test_a_page_report(self, out: Path, thing: str) -> None:
        text = (out / "pages" / "docs" / "a" / "b.md").read_text()
        assert text.startswith("[← Back to index](../../../docs-pages.md)\n\n# `docs/a/b.md`\n")
        assert "\nCoverage: 100.0%\n" in text
        assert "\n#### `src/thing.ts`\n\n~~~ts\nimport { defineThing }" in text
        assert f"| Hash | `{thing}` |\n| Covered | ✅ |\n" in text
        assert "\n- [tests/test\\_(it).py:2](../../../../tests/test_%28it%29.py#L2)\n" in text
        odd = (out / "pages" / "docs" / "odd.md").read_text()
        assert "| Covered | ❌ |\n\n##### Covering regions\n\n- *None*\n" in odd
        assert "| Covered | ❌ *drift* |" in odd
        assert '+  group: "all",\n' in odd

    def test_index_orphans_and_summary(self, out: Path) -> None:
        index = (out / "docs-pages.md").read_text()
        assert "| `docs/a/b.md` | [report](pages/docs/a/b.md) | 1 | 1 | 100.0% |" in index
        assert index.endswith("| **TOTAL** | | 5 | 7 | 71.4% |\n")
        assert f"| `{'f' * 16}` | [tests/test\\_(it).py:" in (out / "orphans-report.md").read_text()
        summary = (out / "readme.md").read_text()
        assert "| Coverage | 71.4% |" in summary
        assert "| [Orphaned regions](orphans-report.md) | 1 |" in summary

    def test_pages_of_an_earlier_report_go_and_those_of_others_stay(self, out: Path, project: Any) -> None:
        (project.folder / "docs" / "readme.md").unlink()
        project.report("docs", "--out", "out")
        assert not (out / "pages" / "docs" / "readme.md").exists()
        project.write("mine/pages/precious.txt", "precious")
        done = project.report("docs", "--out", "mine")
        assert (done.returncode, "none of a report's" in done.stderr) == (2, True)
        assert (project.folder / "mine" / "pages" / "precious.txt").exists()


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.codes: list[str] = []
        self.tags: list[str] = []
        self._inside = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag == "a":
            self.links.append(dict(attrs).get("href") or "")
        if tag == "pre":
            self._inside += 1
            self.codes.append("")

    def handle_endtag(self, tag: str) -> None:
        self._inside -= tag == "pre"

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.codes[-1] += data


def test_the_html_page(project: Any, thing: str) -> None:
    project.write("docs/a.md", page(CODE) + "```html\nwhen a < b: <script>alert('x')</script> &amp;\n```\n")
    project.write("tests/test_it.py", covering(thing) + covering("f" * 16, test="test_b"))
    project.pytest()
    done = project.report("docs", "--regions", "tests", "--results", "results.xml", "--html", "out/report.html")
    assert done.returncode == 0, done.stderr
    text = (project.folder / "out" / "report.html").read_text()
    reader = Reader()
    reader.feed(text)
    assert reader.codes[1] == "when a < b: <script>alert('x')</script> &amp;\n"
    assert sha256(reader.codes[0].encode()).hexdigest()[:16] == thing
    assert reader.tags.count("script") == 1
    assert reader.links == ["../docs/a.md", "../tests/test_it.py#L2", "../tests/test_it.py#L8"]
    assert "http" not in re.sub(r"<meta http-equiv|'@example", "", text)


def test_two_runs_write_the_same(project: Any) -> None:
    project.write("docs/a.md", page(CODE))
    runs = []
    for name in ("one", "two"):
        project.report("docs", "--out", name, "--html", f"{name}/r.html", "--json", f"{name}/r.json")
        folder = project.folder / name
        runs.append({str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()})
    assert runs[0] == runs[1]
    assert len(runs[0]) == 6


def test_a_snippet_of_5_mb(project: Any) -> None:
    project.write("docs/a.md", page("let  a;\n" * 625_000))
    expected = sha256(b"let  a;\n" * 625_000).hexdigest()[:16]
    assert project.json("docs")["pages"][0]["snippets"][0]["hash"] == expected


def test_names_from_pages_do_not_steer_the_terminal(project: Any) -> None:
    project.write("docs/a.md", page("let a;\n", title="a\x1b[31m.ts"))
    shown = project.report("docs").stdout
    assert "\x1b" not in shown
    assert "[31m.ts" in shown


def test_pages_from_the_web(project: Any, site: Any, hashed: Callable[[str], str]) -> None:
    address = site.add("/docs/a?b=c", "text/html", f"<pre>{CODE}</pre>")
    report = project.json(address, "--out", "out")
    assert report["pages"][0]["snippets"][0]["hash"] == hashed(CODE)
    (written,) = (project.folder / "out" / "pages").rglob("*.md")
    assert f"Page: [{address}]({address})" in written.read_text()
