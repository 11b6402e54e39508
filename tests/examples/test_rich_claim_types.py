from __future__ import annotations

from collections.abc import Callable
from typing import Any


def test_types_survive_and_protected_names_stay(start_example: Callable[..., Any]) -> None:
    example = start_example("rich-claim-types", "V2_0")
    example.add_user("marina", {"email": "marina@poolhouse.test"})
    id_token, access_token = example.sign_in("marina")
    assert id_token["max_depth"] == 18.5
    assert id_token["certificates"] == ["open-water", "night", 3]
    assert id_token["instructor"] is False
    assert "email" not in id_token
    assert access_token["limits"] == {"depth": {"max": 18.5, "unit": "m"}, "dives": 4}
    assert access_token["aud"] == example.client_id
    assert access_token["sub"] == id_token["sub"] != "somebody-else"
