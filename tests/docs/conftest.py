from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from poolhouse.snippets.snippet import Snippet
from poolhouse.snippets.sources import read_pages

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def snippets_of() -> Callable[[str], list[Snippet]]:
    """The snippets of a page of this repository, as `poolhouse snippets` reads them."""
    return lambda page: list(read_pages([str(ROOT / page)])[0].snippets)
