from __future__ import annotations

import pytest

from poolhouse.triggers.pre_token_generation.decision import COMPLEX_VALUE, NULL_VALUE, SCOPE_UNFIT, Decision
from poolhouse.triggers.pre_token_generation.diagnosis import metadata_hint, refusal_hint


@pytest.mark.parametrize("operation", ["InitiateAuth", "AdminInitiateAuth", "authorization_code", "refresh_token"])
def test_operations_that_never_pass_metadata_on_are_explained(operation: str) -> None:
    hint = metadata_hint(operation)
    assert hint is not None
    assert operation in hint
    assert "RespondToAuthChallenge" in hint


@pytest.mark.parametrize("operation", ["RespondToAuthChallenge", "GetTokensFromRefreshToken", "client_credentials"])
def test_operations_that_pass_metadata_on_need_no_explanation(operation: str) -> None:
    assert metadata_hint(operation) is None


@pytest.mark.parametrize(
    ("reason", "clue"),
    [
        ("says whom the token is about; no function may change it", "name of your own"),
        (NULL_VALUE, "string, number or boolean"),
        (COMPLEX_VALUE, "string, number or boolean"),
        (SCOPE_UNFIT, "each scope"),
    ],
)
def test_refused_changes_come_with_a_mend(reason: str, clue: str) -> None:
    hint = refusal_hint(Decision("id", "sub", "override", "refused", reason))
    assert hint is not None
    assert reason in hint
    assert clue in hint


def test_other_decisions_need_no_mend() -> None:
    assert refusal_hint(Decision("id", "tier", "add", "applied", "the function asked for it")) is None
    assert refusal_hint(Decision("id", "tier", "suppress", "no_effect", "there is no such claim")) is None
