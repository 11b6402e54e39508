from __future__ import annotations

from collections.abc import Callable
from typing import Any


def test_a_claim_comes_from_an_attribute_and_a_group_for_everybody(start_example: Callable[..., Any]) -> None:
    schema = [{"Name": "home_port", "AttributeDataType": "String"}]
    example = start_example("override-id-token-claims", "V1_0", Schema=schema)
    example.add_user("marina", {"custom:home_port": "Whitby"})
    example.add_user("li", {})
    id_token, access_token = example.sign_in("marina")
    assert id_token["home_port"] == "Whitby"
    assert id_token["cognito:groups"] == access_token["cognito:groups"] == ["members"]
    assert "home_port" not in access_token
    assert example.sign_in("li")[0]["home_port"] == "unknown"
