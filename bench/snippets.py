"""A report on 2,000 pages with 20,000 snippets, beside what prettier alone takes for the same texts.

Run ``python -m bench.snippets PRETTIER``, the folder of prettier 3; prints JSON. Seconds are wall-clock time, memory is
the largest resident set in MB: ``report`` is the command, ``prettier`` its one Node.js process. The reference starts a
process per snippet, as prettier's command line would; it is measured on a few and multiplied.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from poolhouse.functions.node_binary import find_node
from poolhouse.snippets.prettier import running_prettier

PAGES = 2_000
SNIPPETS_PER_PAGE = 10
REFERENCE_PROCESSES = 10


def snippet(number: int) -> str:
    """Of some 15 lines and, as in documentation, mostly TypeScript; every fifth is a shell command."""
    if number % 5 == 4:
        return f"npm install --save-dev package-{number}\n"
    members = "".join(f"    field{member}_{number}: a.string().required(),\n" for member in range(8))
    return (
        f"import {{ a, defineData }} from '@example/backend';\n\nconst schema{number} = a.schema({{\n"
        f"  Model{number}: a.model({{\n{members}  }})\n}});\n\n"
        f"export const data = defineData({{ schema: schema{number} }});\n"
    )


def write_pages(folder: Path) -> None:
    for page in range(PAGES):
        first = page * SNIPPETS_PER_PAGE
        blocks = (
            f'```ts title="part{n}/file.ts"\n{snippet(n)}```\n\nSome words.\n\n'
            for n in range(first, first + SNIPPETS_PER_PAGE)
        )
        file = folder / f"section{page % 40}" / f"page{page}.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"# Page {page}\n\n{''.join(blocks)}")


def write_tests(folder: Path, codes: Sequence[str]) -> None:
    """Nine snippets of ten are covered; every hundredth region is one whose snippet has changed."""
    cases = []
    folder.mkdir()
    for start in range(0, len(codes), 100):
        lines = []
        for number in range(start, min(start + 100, len(codes))):
            if number % 10 == 9:
                continue
            code = codes[number].replace("required", "optional") if number % 100 == 0 else codes[number]
            name = sha256(code.encode()).hexdigest()[:16]
            body = "".join(f"    # {line}\n" for line in code.splitlines())
            lines.append(f"def test_{number}():\n    # #region covers {name}\n{body}    # #endregion\n    pass\n\n\n")
            cases.append(f'<testcase classname="tests.test_{start}" name="test_{number}"/>')
        (folder / f"test_{start}.py").write_text("".join(lines))
    (folder / "results.xml").write_text(f"<testsuites><testsuite>{''.join(cases)}</testsuite></testsuites>")


def main(prettier: Path) -> None:
    node = find_node(os.environ["PATH"]).path
    texts = [snippet(number) for number in range(PAGES * SNIPPETS_PER_PAGE)]
    began = time.perf_counter()
    with running_prettier(node, prettier.resolve()) as running:
        codes = running.format_all(texts)
    alone = time.perf_counter() - began
    per_process = _process_per_snippet(node, prettier, texts[:REFERENCE_PROCESSES])
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        write_pages(folder / "docs")
        write_tests(folder / "tests", codes)
        began = time.perf_counter()
        command = [
            *(sys.executable, "-m", "poolhouse", "snippets", "report", "docs", "--regions", "tests"),
            *("--results", "tests/results.xml", "--prettier", str(prettier.resolve())),
            *("--out", "out", "--html", "out/report.html", "--json", "out/report.json"),
        ]
        measured = [sys.executable, "-c", MEASURED, json.dumps(command)]
        shown = subprocess.run(measured, cwd=folder, check=True, capture_output=True, text=True).stdout
        memory = json.loads(shown.splitlines()[-1])
        elapsed = time.perf_counter() - began
        pages = json.loads((folder / "out" / "report.json").read_text())["pages"]
        html = (folder / "out" / "report.html").stat().st_size
    statuses = [item["status"] for page in pages for item in page["snippets"]]
    print(
        json.dumps(
            {
                "pages": len(pages),
                "snippets": {status: statuses.count(status) for status in sorted(set(statuses))},
                "report": {"seconds": round(elapsed, 1), "megabytes": memory, "html megabytes": round(html / 1e6, 1)},
                "prettier alone": {"seconds": round(alone, 1)},
                "reference: a process per snippet": {"seconds": round(per_process * len(texts), 0)},
            },
            indent=2,
        )
    )


#: Runs a command and prints the largest resident sets: of the process itself, and of what it started in turn.
MEASURED = """
import json, os, subprocess, sys
process = subprocess.Popen(json.loads(sys.argv[1]), stdout=subprocess.DEVNULL)
largest = {"command": 0, "prettier": 0}
def resident(pid):
    with open(f"/proc/{pid}/status") as status:
        return next((int(line.split()[1]) / 1000 for line in status if line.startswith("VmHWM")), 0)
def children(pid):
    with open(f"/proc/{pid}/task/{pid}/children") as listed:
        return listed.read().split()
while True:
    try:
        process.wait(0.1)
        break
    except subprocess.TimeoutExpired:
        try:
            largest["command"] = max(largest["command"], resident(process.pid))
            for child in children(process.pid):
                largest["prettier"] = max(largest["prettier"], resident(child))
        except OSError:
            pass
sys.exit(process.returncode) if process.returncode else print(json.dumps({k: round(v) for k, v in largest.items()}))
"""


def _process_per_snippet(node: Path, prettier: Path, texts: Sequence[str]) -> float:
    """Seconds per snippet."""
    began = time.perf_counter()
    for text in texts:
        command = [str(node), str(prettier / "bin" / "prettier.cjs"), "--parser", "typescript", "--no-config"]
        subprocess.run(command, input=text, text=True, capture_output=True, check=False)
    return (time.perf_counter() - began) / len(texts)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
