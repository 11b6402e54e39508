"""Settings that a node remembers: pools, clients, their resource servers and domains.

Nearly every request reads them and hardly any changes them. Whoever changes one counts the change in the same
transaction (``settings_changes``); who reads asks for the count first. So a change counts at once on every node.
"""

from __future__ import annotations

from collections.abc import Hashable

MOST_ROWS = 10_000


class Remembered:
    """``rows``: what was read since the last change; None stands for what does not exist. Who waits for the database
    puts its row into the ``rows`` that it began with: they may have been given up meanwhile."""

    def __init__(self) -> None:
        self.rows: dict[Hashable, object] = {}
        self._changes = -1

    def keep_if(self, changes: int) -> None:
        """Give everything up unless nothing has changed. Names that strangers ask for are not kept without end."""
        if changes != self._changes or len(self.rows) > MOST_ROWS:
            self.rows = {}
            self._changes = changes
