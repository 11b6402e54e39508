"""Settings that a node remembers: pools, clients, their resource servers and domains.

Nearly every request reads them and hardly any changes them. A node forgets them at once when it changes one itself.
Changes of other processes are counted in the database (``settings_changes``, in the transaction of the change), and a
node looks at the count every now and then: what it goes by is never older than ``LOOK_SECONDS``.
"""

from __future__ import annotations

from collections.abc import Hashable

LOOK_SECONDS = 0.05
MOST_ROWS = 10_000


class Remembered:
    """``rows``: what was read since the last change; None stands for what does not exist. Who waits for the database
    puts its row into the ``rows`` that it began with: they may have been given up meanwhile."""

    def __init__(self, look_seconds: float = LOOK_SECONDS) -> None:
        self.rows: dict[Hashable, object] = {}
        self._look_seconds = look_seconds
        self._changes: int | None = None
        self._next_look = 0.0

    def is_due(self, now: float) -> bool:
        """Whether to look at the count again. ``now`` in seconds of a clock that only moves forward."""
        return now >= self._next_look or len(self.rows) > MOST_ROWS

    def looked(self, changes: int, now: float) -> None:
        """Everything goes unless nothing has changed. Names that strangers ask for are not kept without end."""
        self._next_look = now + self._look_seconds
        if changes != self._changes or len(self.rows) > MOST_ROWS:
            self.rows = {}
            self._changes = changes

    def forget(self) -> None:
        """After a change of one's own."""
        self.rows = {}
        self._changes = None
        self._next_look = 0.0
