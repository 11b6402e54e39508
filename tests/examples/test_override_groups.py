from __future__ import annotations

from collections.abc import Callable
from typing import Any

ROLE = "arn:aws:iam::000000000000:role/crew"


def test_both_tokens_have_the_groups_of_tonight(start_example: Callable[..., Any]) -> None:
    example = start_example("override-groups", "V1_0")
    for name, precedence in (("day-crew", 1), ("divers", 2)):
        example.cognito.create_group(
            UserPoolId=example.pool_id, GroupName=name, Precedence=precedence, RoleArn=f"{ROLE}/{name}"
        )
    example.add_user("marina", {}, ["day-crew", "divers"])
    id_token, access_token = example.sign_in("marina")
    assert id_token["cognito:groups"] == access_token["cognito:groups"] == ["divers", "night-watch"]
    assert id_token["cognito:roles"] == [f"{ROLE}/day-crew", f"{ROLE}/divers"]
    assert id_token["cognito:preferred_role"] == f"{ROLE}/day-crew"
