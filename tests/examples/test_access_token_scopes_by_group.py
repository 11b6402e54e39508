from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

OWN_PROFILE = "aws.cognito.signin.user.admin"


@pytest.mark.parametrize(
    ("groups", "scopes"),
    [
        ([], {OWN_PROFILE}),
        (["crew"], {"harbour-api/berths.read"}),
        (["harbour_masters"], {OWN_PROFILE, "harbour-api/berths.read", "harbour-api/berths.assign"}),
        (["crew", "harbour_masters"], {"harbour-api/berths.read", "harbour-api/berths.assign"}),
    ],
)
def test_scopes_follow_from_groups(start_example: Callable[..., Any], groups: list[str], scopes: set[str]) -> None:
    example = start_example("access-token-scopes-by-group", "V2_0")
    for name in groups:
        example.cognito.create_group(UserPoolId=example.pool_id, GroupName=name)
    example.add_user("marina", {}, groups)
    _, access_token = example.sign_in("marina")
    assert set(access_token["scope"].split()) == scopes
