"""What a node remembers of the settings, and for how long."""

from __future__ import annotations

import pytest

from poolhouse.storage import remembered
from poolhouse.storage.remembered import Remembered


def test_it_is_kept_until_something_changes() -> None:
    memory = Remembered()
    memory.keep_if(4)
    memory.rows["pool"] = "as it was"
    memory.keep_if(4)
    assert memory.rows == {"pool": "as it was"}
    memory.keep_if(5)
    assert memory.rows == {}


def test_a_row_that_arrives_after_a_change_is_not_kept() -> None:
    memory = Remembered()
    memory.keep_if(4)
    waiting = memory.rows
    memory.keep_if(5)
    waiting["pool"] = "as it was"
    assert memory.rows == {}


def test_names_that_strangers_ask_for_are_not_kept_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "MOST_ROWS", 3)
    memory = Remembered()
    for number in range(20):
        memory.keep_if(4)
        memory.rows[number] = None
        assert len(memory.rows) <= 4
