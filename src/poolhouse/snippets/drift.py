"""Documentation that changed under its test: an uncovered snippet and an orphaned region that belong together."""

from __future__ import annotations

import difflib
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from textwrap import dedent

import msgspec

from poolhouse.snippets.lock import Locked
from poolhouse.snippets.prettier import Prettier

NEAR = 0.6
"""Of the tokens of two texts together, the part that both have in the same order: from here on they are one text."""

TOKEN = re.compile(r"\w+|[^\w\s]")
WORD = re.compile(r"\w{3,}")

RAREST_WORDS = 12
"""As many words of a region's body choose the snippets that it is compared with."""

LONGEST_TOKENS = 5_000
"""Longer texts are compared without regard to order, which takes linear time."""


class Uncovered(msgspec.Struct, frozen=True):
    """A snippet that no region names; ``key`` is the caller's."""

    key: tuple[int, int]
    page: str
    name: str
    hash: str
    code: str


class Drift(msgspec.Struct, frozen=True):
    """``diff`` leads from the exercised code (or the locked text) to what the page has now, in unified form."""

    old_hash: str
    diff: str


def find_drift(
    uncovered: Sequence[Uncovered], orphans: Mapping[str, Sequence[str]], locked: Sequence[Locked], prettier: Prettier
) -> dict[tuple[int, int], Drift]:
    """The drifts by the key of their snippet. ``orphans`` gives the bodies of the regions that name an orphaned hash.

    What the lock knows goes before what is merely near; each orphaned hash and each snippet is used once, but for
    copies of one snippet on several pages.
    """
    found = _known(uncovered, orphans, locked)
    used = {drift.old_hash for drift in found.values()}
    waiting = [item for item in uncovered if item.key not in found]
    bodies = [(old, dedent(body)) for old, texts in orphans.items() if old not in used for body in texts]
    if waiting and bodies:
        formatted = prettier.format_all([body for _, body in bodies])
        found |= _near(waiting, [(old, body) for (old, _), body in zip(bodies, formatted, strict=True)])
    return found


def _known(
    uncovered: Sequence[Uncovered], orphans: Mapping[str, Sequence[str]], locked: Sequence[Locked]
) -> dict[tuple[int, int], Drift]:
    places = defaultdict(list)
    for item in uncovered:
        places[item.page, item.name].append(item)
    found: dict[tuple[int, int], Drift] = {}
    for old in locked:
        free = [item for item in places[old.page, old.name] if item.key not in found]
        if old.hash in orphans and free:
            nearest = max(free, key=lambda item: nearness(old.text, item.code))
            found[nearest.key] = Drift(old.hash, _diff(old.text, nearest.code, "snippets.lock", nearest))
    return found


def _near(uncovered: Sequence[Uncovered], bodies: Sequence[tuple[str, str]]) -> dict[tuple[int, int], Drift]:
    copies = defaultdict(list)
    for item in uncovered:
        copies[item.hash].append(item)
    index = defaultdict(list)
    for new, items in copies.items():
        for word in set(WORD.findall(items[0].code)):
            index[word].append(new)
    pairs = []
    for old, body in bodies:
        for new in _candidates(body, index):
            score = nearness(body, copies[new][0].code)
            if score >= NEAR:
                pairs.append((score, old, new, body))
    found: dict[tuple[int, int], Drift] = {}
    used: set[str] = set()
    for _, old, new, body in sorted(pairs, reverse=True):
        if old in used or new in used:
            continue
        used |= {old, new}
        for item in copies[new]:
            found[item.key] = Drift(old, _diff(body, item.code, "exercised", item))
    return found


def _candidates(body: str, index: Mapping[str, list[str]]) -> Iterator[str]:
    known = sorted((word for word in set(WORD.findall(body)) if word in index), key=lambda word: len(index[word]))
    counts = Counter(new for word in known[:RAREST_WORDS] for new in index[word])
    yield from (new for new, _ in counts.most_common(RAREST_WORDS))


def nearness(one: str, other: str) -> float:
    """0 for texts with nothing in common, 1 for the same tokens in the same order; blanks do not matter."""
    first, second = TOKEN.findall(one), TOKEN.findall(other)
    both = (Counter(first) & Counter(second)).total()
    unordered = 2 * both / (len(first) + len(second)) if first or second else 1.0
    if unordered < NEAR or max(len(first), len(second)) > LONGEST_TOKENS:
        return unordered
    return difflib.SequenceMatcher(None, first, second, autojunk=False).ratio()


def _diff(old: str, new: str, origin: str, item: Uncovered) -> str:
    lines = difflib.unified_diff(old.splitlines(), new.splitlines(), origin, f"{item.page}: {item.name}", lineterm="")
    return "".join(f"{line}\n" for line in lines)
