"""Settings that a node remembers: pools, clients, their resource servers and domains.

Nearly every request reads them and hardly any changes them. A node forgets them at once when it changes one itself.
Changes of other processes are counted in the database (``settings_changes``, in the transaction of the change), and a
node looks at the count every now and then: what it goes by was never out of date for more than ``LOOK_SECONDS`` when
the reading began. Whatever else writes to these tables must count, too.
"""

from __future__ import annotations

from collections.abc import Hashable

LOOK_SECONDS = 0.05
MOST_ROWS = 10_000
LONGEST_NAME = 256
"""Characters. No pool, client, resource server or domain has a longer one; strangers may ask for any."""


class Remembered:
    """``rows``: what was read since the last change; None stands for what does not exist."""

    def __init__(self, look_seconds: float = LOOK_SECONDS) -> None:
        self.rows: dict[Hashable, object] = {}
        self._look_seconds = look_seconds
        self._changes: int | None = None
        self._next_look = 0.0

    def add(self, rows: dict[Hashable, object], place: tuple[Hashable, ...], found: object) -> None:
        """``rows`` are those that the reader began with: they may have been given up while it waited for the database.
        Names that strangers ask for take no more than a few megabytes."""
        names = (part for part in place if isinstance(part, str))
        if len(rows) < MOST_ROWS and all(len(name) <= LONGEST_NAME for name in names):
            rows[place] = found

    def is_due(self, now: float) -> bool:
        """Whether to look at the count again. ``now`` in seconds of a clock that only moves forward."""
        return now >= self._next_look or self._is_full

    def looked(self, changes: int, now: float) -> None:
        """Everything goes unless nothing has changed and there is room for more."""
        self._next_look = now + self._look_seconds
        if changes != self._changes or self._is_full:
            self.rows = {}
            self._changes = changes

    @property
    def _is_full(self) -> bool:
        return len(self.rows) >= MOST_ROWS

    def forget(self) -> None:
        """After a change of one's own."""
        self.rows = {}
        self._changes = None
        self._next_look = 0.0
