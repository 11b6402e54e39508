"""What a node remembers of the settings, and for how long."""

from __future__ import annotations

import pytest

from poolhouse.storage import remembered
from poolhouse.storage.remembered import Remembered


@pytest.fixture
def memory() -> Remembered:
    memory = Remembered(look_seconds=1.0)
    memory.looked(4, now=10.0)
    memory.add(memory.rows, ("pool",), "as it was")
    return memory


def test_it_is_kept_while_nothing_changes(memory: Remembered) -> None:
    memory.looked(4, now=11.0)
    assert memory.rows == {("pool",): "as it was"}


def test_it_goes_with_the_next_look_after_a_change(memory: Remembered) -> None:
    assert not memory.is_due(10.9)
    assert memory.is_due(11.0)
    memory.looked(5, now=11.0)
    assert memory.rows == {}
    assert not memory.is_due(11.9)


def test_it_goes_at_once_with_a_change_of_ones_own(memory: Remembered) -> None:
    memory.forget()
    assert memory.rows == {}
    assert memory.is_due(10.0)


def test_a_row_that_arrives_after_a_change_is_not_kept(memory: Remembered) -> None:
    waiting = memory.rows
    memory.looked(5, now=11.0)
    memory.add(waiting, ("pool",), "as it was")
    assert memory.rows == {}


def test_names_that_strangers_ask_for_are_not_kept_without_end(
    memory: Remembered, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remembered, "MOST_ROWS", 3)
    for number in range(20):
        if memory.is_due(10.5):
            memory.looked(4, now=10.5)
        memory.add(memory.rows, (number,), None)
        assert len(memory.rows) <= 3
    assert memory.rows


def test_a_name_that_nothing_can_have_is_not_kept(memory: Remembered) -> None:
    memory.add(memory.rows, ("statement", "x" * 256), None)
    memory.add(memory.rows, ("statement", "x" * 257), None)
    memory.add(memory.rows, ("statement", "pool", "x" * 257), None)
    assert list(memory.rows) == [("pool",), ("statement", "x" * 256)]
