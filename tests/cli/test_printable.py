from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from poolhouse.cli.printable import printable


@given(st.text())
def test_nothing_that_steers_a_terminal_is_left(text: str) -> None:
    shown = printable(text, keep="\n")
    assert len(shown) == len(text)
    assert all(character.isprintable() or character == "\n" for character in shown)
    assert all(was == now for was, now in zip(text, shown, strict=True) if was.isprintable())


def test_a_function_cannot_steer_the_terminal(poolhouse: Callable[..., Any], tmp_path: Path) -> None:
    code = r"""export const handler = async (event) => {
      console.log("\u001b[31mred");
      event.response.claimsOverrideDetails = { claimsToAddOrOverride: { "\u001b[2J": "\u001b[31m" } };
      return event; };"""
    (tmp_path / "claims.mjs").write_text(code)
    shown = poolhouse("trigger", "test", "claims.mjs")
    assert shown.returncode == 0, shown.stderr
    assert "[31mred" in shown.stdout
    assert "\x1b" not in shown.stdout
    (tmp_path / "thrown.mjs").write_text(r"""export const handler = async () => { throw Error("\u001b[31mred"); };""")
    assert "\x1b" not in poolhouse("trigger", "test", "thrown.mjs").stdout
