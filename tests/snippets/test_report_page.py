"""The HTML report in a browser."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

CODE = "export const thing = defineThing({\n  name: 'the-thing'\n});\n"
CHANGED = "export const thing = defineThing({\n  name: 'the-thing',\n  group: 'all'\n});\n"


@pytest.fixture
def seen(project: Any, hashed: Callable[[str], str], node: Path) -> dict[str, Any]:
    claimed, covered = "npm install thing\n", "let answer = 42;\n"
    project.write("docs/a.md", f'```ts title="src/thing.ts"\n{CHANGED}```\n\n```sh\n{claimed}```\n')
    project.write("docs/b.html", f"<pre>{covered}</pre><pre aria-label='wide.ts'>let wide = {'x' * 300};</pre>")
    regions = {hashed(CODE): CODE, hashed(claimed): "", hashed(covered): "", "f" * 16: ""}
    marked = [f"  // #region covers {name}\n{body}  // #endregion\n" for name, body in regions.items()]
    project.write("tests/it.test.ts", f"test('it', () => {{\n{''.join(marked)}}});\n")
    project.write("tests/b.bats", f"# #region covers {hashed(covered)}\n# #endregion\n")
    project.write("results.xml", '<testsuite><testcase classname="tests/b.bats" name="b"/></testsuite>')
    options = ("docs", "--regions", "tests", "--results", "results.xml", "--html", "site/index.html")
    done = project.report(*options)
    assert done.returncode == 0, done.stderr
    shown = subprocess.run(
        [str(node), str(Path(__file__).with_name("report_page.mjs"))],
        input=json.dumps({"site": str(project.folder / "site"), "searches": ["ANSWER", "a.md thing", "nowhere"]}),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert shown.returncode == 0, shown.stderr
    report: dict[str, Any] = json.loads(shown.stdout)
    return report


def test_snippets_are_found_and_the_page_is_accessible(seen: dict[str, Any]) -> None:
    assert (seen["complaints"], seen["broken"]) == ([], [])
    assert (seen["atFirst"], seen["opened"]) == (0, 2)
    assert seen["found"] == {
        "ANSWER": {"visible": 1, "said": "1 snippet"},
        "a.md thing": {"visible": 2, "said": "2 snippets"},
        "nowhere": {"visible": 0, "said": "0 snippets"},
        "drift": {"visible": 1, "said": "1 snippet"},
    }
