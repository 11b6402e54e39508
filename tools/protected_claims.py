"""The protected claims with their reasons, from the code, into docs/pre-token-generation.md.

Run ``python -m tools.protected_claims`` after they changed.
"""

from __future__ import annotations

from pathlib import Path

from poolhouse.triggers.pre_token_generation.protected import IMMUTABLE, THROUGH_GROUP_OVERRIDE, Token
from tools.marked import replaced

PAGE = Path(__file__).parents[1] / "docs" / "pre-token-generation.md"
MARK = "protected"


_TOKENS: dict[Token, str] = {"id": "ID", "access": "access"}


def table() -> str:
    rows = [row for name in sorted({*IMMUTABLE["id"], *IMMUTABLE["access"]}) for row in _rows(name)]
    rows += [f"| `{name}` | ID and access | {reason} |" for name, reason in THROUGH_GROUP_OVERRIDE.items()]
    return "\n".join(("| Claim | Token | Why |", "|---|---|---|", *rows))


def _rows(name: str) -> list[str]:
    """One row where both tokens have the same reason, else one for each."""
    tokens: dict[str, list[str]] = {}
    for token, label in _TOKENS.items():
        if reason := IMMUTABLE[token].get(name):
            tokens.setdefault(reason, []).append(label)
    return [f"| `{name}` | {' and '.join(labels)} | {reason} |" for reason, labels in tokens.items()]


if __name__ == "__main__":
    PAGE.write_text(replaced(PAGE.read_text(), MARK, table()))
