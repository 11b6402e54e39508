"""Two states of a token side by side, each change with its decision: for ``trigger test`` and ``demo``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
from rich import box
from rich.style import Style
from rich.table import Table
from rich.text import Text

from poolhouse.cli.printable import printable
from poolhouse.triggers.pre_token_generation.decision import ASKED, Decision
from poolhouse.triggers.pre_token_generation.diagnosis import refusal_hint

SCOPE_ACTIONS = {"scope_add": "add", "scope_suppress": "suppress"}
_MARKS = {"applied": ("✓", "green"), "refused": ("✗", "bold red"), "no_effect": ("·", "yellow")}


class Row(msgspec.Struct, frozen=True):
    """A claim before and after as JSON text; None: not in the token."""

    claim: str
    before: str | None
    after: str | None
    decisions: tuple[Decision, ...]


def rows(before: Mapping[str, Any], after: Mapping[str, Any], decisions: Sequence[Decision]) -> list[Row]:
    """Every claim that was, is or was asked for, in the order of the tokens."""
    names = dict.fromkeys((*before, *after, *map(_claim_of, decisions)))
    return [
        Row(
            name,
            _json(before[name]) if name in before else None,
            _json(after[name]) if name in after else None,
            tuple(decision for decision in decisions if _claim_of(decision) == name),
        )
        for name in names
    ]


def table(title: str, shown: Iterable[Row]) -> Table:
    result = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False)
    result.add_column("Claim", overflow="fold", min_width=9)
    result.add_column("Value", overflow="fold", ratio=3)
    result.add_column("What the function asked", overflow="fold", ratio=2)
    for row in shown:
        touched = bool(row.decisions) or row.before != row.after
        style = Style() if touched else Style(dim=True)
        result.add_row(Text(printable(row.claim), style=style), _value(row, style), explained(row.decisions))
    return result


def explained(decisions: Iterable[Decision]) -> Text:
    """One line for each decision; a second one on how to mend a refusal is left to :func:`mends`."""
    return Text("\n").join(_line(decision) for decision in decisions)


def mends(decisions: Iterable[Decision]) -> list[str]:
    """What would help against each refusal, without repetition."""
    return list(dict.fromkeys(hint for decision in decisions if (hint := refusal_hint(decision))))


def _line(decision: Decision) -> Text:
    mark, colour = _MARKS[decision.outcome]
    action = decision.action.replace("_", " ")
    if decision.action in SCOPE_ACTIONS:
        action = f"{SCOPE_ACTIONS[decision.action]} {decision.claim}"
    words = action if decision.reason == ASKED else f"{action}: {decision.reason}"
    return Text.assemble((f"{mark} ", colour), printable(words))


def _value(row: Row, style: Style) -> Table:
    """As in a diff: ``-`` before what went, ``+`` before what came."""
    lines = Table.grid(padding=(0, 1, 0, 0))
    if row.before == row.after:
        unchanged = row.before if row.before is not None else "(not in the token)"
        lines.add_row(" ", Text(unchanged, style, no_wrap=True, overflow="ellipsis"))
        return lines
    if row.before is not None:
        lines.add_row(Text("-", "red"), Text(row.before, "red", overflow="fold"))
    if row.after is not None:
        lines.add_row(Text("+", "green"), Text(row.after, "green", overflow="fold"))
    return lines


def _claim_of(decision: Decision) -> str:
    return "scope" if decision.action in SCOPE_ACTIONS else decision.claim


def _json(value: Any) -> str:
    return msgspec.json.format(msgspec.json.encode(value), indent=0).decode()
