from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest


def test_claims_come_from_client_metadata(start_example: Callable[..., Any]) -> None:
    example = start_example("python-handler", "V2_0")
    for name in ("marina", "li", "jonah"):
        example.add_user(name, {})
    for token in example.sign_in("marina", boat="Petrel"):
        assert (token["boat"], token["crew_size"]) == ("Petrel", 4)
    for token in example.sign_in("li"):
        assert "boat" not in token
    with pytest.raises(example.cognito.exceptions.UserLambdaValidationException) as refused:
        example.sign_in("jonah", boat="wreck")
    message = refused.value.response["Error"]["Message"]
    assert message == "PreTokenGeneration failed with error Nobody signs in from a wreck."
