from __future__ import annotations

from typing import Any

import pytest

READ = {"ScopeName": "berths.read", "ScopeDescription": "Look at berths"}
WRITE = {"ScopeName": "berths.write", "ScopeDescription": "Assign berths"}


@pytest.fixture(scope="module")
def pool(house: Any) -> str:
    pool_id: str = house.pool()
    return pool_id


def test_a_resource_server(house: Any, pool: str) -> None:
    key = {"UserPoolId": pool, "Identifier": "harbour-api"}
    given = {**key, "Name": "Harbour", "Scopes": [READ]}
    assert house.call("CreateResourceServer", **given)["ResourceServer"] == given
    assert house.call("DescribeResourceServer", **key)["ResourceServer"] == given
    assert house.refusal("CreateResourceServer", **given)[0] == "InvalidParameterException"
    changed = {**key, "Name": "Port", "Scopes": [WRITE, READ]}
    assert house.call("UpdateResourceServer", **changed)["ResourceServer"] == changed
    assert house.call("DeleteResourceServer", **key) == {}
    unknown = ("ResourceNotFoundException", "Resource server harbour-api does not exist.")
    for operation in ("DescribeResourceServer", "DeleteResourceServer"):
        assert house.refusal(operation, **key) == unknown
    assert house.refusal("UpdateResourceServer", **changed) == unknown


def test_a_slash_in_a_scope_name(house: Any, pool: str) -> None:
    scopes = [{"ScopeName": "test/it", "ScopeDescription": "x"}]
    error, text = house.refusal("CreateResourceServer", UserPoolId=pool, Identifier="x", Name="x", Scopes=scopes)
    assert error == "InvalidParameterException"
    assert "Value 'test/it' at" in text
    assert "Member must satisfy regular expression pattern" in text


def test_listing_in_pages(house: Any) -> None:
    pool = house.pool()
    names = [f"api{number}" for number in range(3)]
    for name in names:
        house.call("CreateResourceServer", UserPoolId=pool, Identifier=name, Name=name)
    first = house.call("ListResourceServers", UserPoolId=pool, MaxResults=2)
    second = house.call("ListResourceServers", UserPoolId=pool, MaxResults=2, NextToken=first["NextToken"])
    assert [server["Identifier"] for server in first["ResourceServers"] + second["ResourceServers"]] == names
    assert "NextToken" not in second
    garbage = house.refusal("ListResourceServers", UserPoolId=pool, MaxResults=2, NextToken="garbage")
    assert garbage[0] == "InvalidParameterException"
