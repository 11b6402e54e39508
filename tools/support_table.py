"""Which operations of the user pool API are built: docs/support.md and the summary in README.md.

Run ``python -m tools.support_table`` after an operation was added.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from poolhouse.operations.catalogue import OPERATIONS
from poolhouse.wire import cognito_idp as wire
from tools.marked import replaced

ROOT = Path(__file__).parents[1]
README, PAGE = ROOT / "README.md", ROOT / "docs" / "support.md"
MARK = "support"


def summary() -> str:
    """Built operations by the folder of their code."""
    folders: dict[str, list[str]] = defaultdict(list)
    for name, operation in sorted(OPERATIONS.items()):
        folders[operation.__module__.split(".")[-2]].append(name)
    rows = [f"| {folder.replace('_', ' ')} | {', '.join(names)} |" for folder, names in sorted(folders.items())]
    count = f"{len(OPERATIONS)} of the {len(wire.OPERATIONS)} operations of the user pool API are built."
    return "\n".join((count, "", "| Area | Operations |", "|---|---|", *rows))


def page() -> str:
    """Every operation of the service model, built or not."""
    rows = [f"| {name} | {'built' if name in OPERATIONS else 'not built'} |" for name in sorted(wire.OPERATIONS)]
    return "\n".join(
        (
            "# Supported operations",
            "",
            "Generated from the code by `python -m tools.support_table`. An operation that is not built answers with",
            "an error and never with a made-up success.",
            "",
            "| Operation | |",
            "|---|---|",
            *rows,
            "",
        )
    )


if __name__ == "__main__":
    PAGE.write_text(page())
    README.write_text(replaced(README.read_text(), MARK, summary()))
