from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poolhouse.snippets.drift import Uncovered, find_drift, nearness
from poolhouse.snippets.lock import Locked
from poolhouse.snippets.prettier import Prettier

OLD, OTHER_OLD = "a" * 16, "b" * 16
WORDS = [f"word{number}" for number in range(20)]


def words(*replaced: int) -> str:
    """Twenty words that prettier refuses, some of them replaced."""
    return "! " + " ".join(f"new{number}" if number in replaced else word for number, word in enumerate(WORDS)) + "\n"


def uncovered(number: int, code: str, page: str = "a.md", name: str = "a.ts") -> Uncovered:
    return Uncovered((0, number), page, name, f"{hash(code) & (1 << 64) - 1:016x}", code)


@pytest.mark.parametrize(("replaced", "drifts"), [(range(1), True), (range(7), True), (range(10), False)])
def test_what_is_near_enough_is_drift(prettier: Prettier, replaced: range, drifts: bool) -> None:
    found = find_drift([uncovered(0, words(*replaced))], {OLD: [words()]}, [], prettier)
    assert bool(found) is drifts


def test_order_counts(prettier: Prettier) -> None:
    backwards = "! " + " ".join(reversed(WORDS)) + "\n"
    assert find_drift([uncovered(0, backwards)], {OLD: [words()]}, [], prettier) == {}


def test_the_nearest_pairs_go_first_and_nothing_is_used_twice(prettier: Prettier) -> None:
    orphans = {OLD: [words(0, 1)], OTHER_OLD: [words(2)]}
    near = [uncovered(0, words(2, 3)), uncovered(1, words(0, 1, 4)), uncovered(2, words(2, 3, 5))]
    found = find_drift(near, orphans, [], prettier)
    assert {key: drift.old_hash for key, drift in found.items()} == {(0, 0): OTHER_OLD, (0, 1): OLD}


@pytest.mark.parametrize(
    ("page", "name", "known"), [("a.md", "a.ts", True), ("b.md", "a.ts", False), ("a.md", "b.ts", False)]
)
def test_the_lock_speaks_for_one_page_and_name(prettier: Prettier, page: str, name: str, known: bool) -> None:
    locked = [Locked(page, name, OLD, "old\n"), Locked("a.md", "a.ts", OTHER_OLD, "of no orphan\n")]
    found = find_drift([uncovered(0, "quite new\n")], {OLD: ["nothing alike\n"]}, locked, prettier)
    assert bool(found) is known
    if known:
        assert found[0, 0].diff.splitlines()[3:] == ["-old", "+quite new"]


def test_the_lock_goes_before_what_is_near(prettier: Prettier) -> None:
    both = [uncovered(0, words(1), name="near.ts"), uncovered(1, "quite new\n", name="known.ts")]
    found = find_drift(both, {OLD: [words()]}, [Locked("a.md", "known.ts", OLD, "old\n")], prettier)
    assert list(found) == [(0, 1)]


def test_of_snippets_with_one_name_the_nearest_is_meant(prettier: Prettier) -> None:
    two = [uncovered(0, "quite new\n"), uncovered(1, words(3))]
    found = find_drift(two, {OLD: ["nothing alike\n"]}, [Locked("a.md", "a.ts", OLD, words())], prettier)
    assert list(found) == [(0, 1)]


@given(st.text(max_size=60), st.text(max_size=60))
def test_nearness_is_a_part(one: str, other: str) -> None:
    assert 0 <= nearness(one, other) <= 1
    assert nearness(one, one) == 1
    assert nearness(one, f"  {one}\n") == 1
