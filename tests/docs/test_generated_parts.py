from __future__ import annotations

import pytest

from tools import command_reference, protected_claims, support_table
from tools.marked import replaced


def test_the_page_of_supported_operations_is_current() -> None:
    assert support_table.PAGE.read_text() == support_table.page(), "run: python -m tools.support_table"
    for api in support_table.APIS:
        for name in api.known:
            state = "built" if name in api.built else "not built"
            assert f"| {name} | {state} |" in support_table.page()


def test_the_summary_of_the_readme_is_current() -> None:
    text = support_table.README.read_text()
    assert text == replaced(text, support_table.MARK, support_table.summary()), "run: python -m tools.support_table"
    assert all(name in text for api in support_table.APIS for name in api.built)


def test_every_command_and_option_is_documented() -> None:
    text = command_reference.PAGE.read_text()
    current = replaced(text, command_reference.MARK, command_reference.reference())
    assert text == current, "run: python -m tools.command_reference"
    for words in ("poolhouse trigger test HANDLER", "poolhouse keys delete ID", "`--endpoint`"):
        assert words in text


def test_every_protected_claim_is_documented() -> None:
    text = protected_claims.PAGE.read_text()
    current = replaced(text, protected_claims.MARK, protected_claims.table())
    assert text == current, "run: python -m tools.protected_claims"


def test_a_part_that_is_not_there_is_an_error() -> None:
    with pytest.raises(ValueError, match="0 parts named x"):
        replaced("text", "x", "new")
