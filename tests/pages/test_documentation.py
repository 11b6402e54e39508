"""docs/sign-in-pages.md names what there is."""

from __future__ import annotations

import re
from pathlib import Path

import poolhouse.pages
from poolhouse.pages import paths
from poolhouse.pages.steps.table import STEPS
from poolhouse.pages.texts import Languages

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "sign-in-pages.md").read_text()


def test_addresses() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("| `/")]
    assert {path for row in rows for path in re.findall(r"`(/[\w/]+)`", row)} == {*STEPS, paths.ERROR}


def test_languages() -> None:
    assert re.findall(r"^\| `(\w\w(?:-\w\w)?)` \|", PAGE, re.MULTILINE) == sorted(Languages().tags)


def test_class_names() -> None:
    package = Path(poolhouse.pages.__file__).parent
    files = [*(package / "templates").iterdir(), *(package / "static").iterdir()]
    used = {name for file in files for name in re.findall(r"[\w-]+-customizable", file.read_text())}
    assert set(re.findall(r"^\| `([\w-]+-customizable)` \|", PAGE, re.MULTILINE)) == used
