from __future__ import annotations

from collections.abc import Callable
from typing import Any


def test_the_id_token_has_a_new_claim_a_masked_address_and_no_number(start_example: Callable[..., Any]) -> None:
    example = start_example("add-and-suppress-claims", "V1_0")
    example.add_user("marina", {"email": "marina@poolhouse.test", "phone_number": "+15555550142"})
    id_token, access_token = example.sign_in("marina")
    assert id_token["berth"] == "C-14"
    assert id_token["email"] == "m***@poolhouse.test"
    assert "phone_number" not in id_token
    assert "berth" not in access_token
