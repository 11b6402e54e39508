from __future__ import annotations

from typing import Any

import pytest

NO_GROUP = "ResourceNotFoundException"
ROLE = "arn:aws:iam::000000000000:role/diver"


@pytest.fixture
def pool(house: Any) -> str:
    pool_id: str = house.pool()
    return pool_id


def test_a_group(house: Any, pool: str) -> None:
    given = {"UserPoolId": pool, "GroupName": "divers", "Description": "Below", "Precedence": 0, "RoleArn": ROLE}
    group = house.call("CreateGroup", **given)["Group"]
    assert {name: group[name] for name in given} == given
    assert group["CreationDate"] == group["LastModifiedDate"] == house.clock.now()
    assert house.call("GetGroup", UserPoolId=pool, GroupName="divers")["Group"] == group
    exists = ("GroupExistsException", "A group with the name already exists.")
    assert house.refusal("CreateGroup", UserPoolId=pool, GroupName="divers") == exists
    house.clock.advance(5)
    updated = house.call("UpdateGroup", UserPoolId=pool, GroupName="divers", Precedence=7)["Group"]
    assert updated == group | {"Precedence": 7, "LastModifiedDate": house.clock.now()}
    assert house.call("DeleteGroup", UserPoolId=pool, GroupName="divers") == {}
    assert house.refusal("GetGroup", UserPoolId=pool, GroupName="divers")[0] == NO_GROUP


def test_precedence_is_not_negative(house: Any, pool: str) -> None:
    error, text = house.refusal("CreateGroup", UserPoolId=pool, GroupName="divers", Precedence=-1)
    assert error == "InvalidParameterException"
    assert "greater than or equal to 0" in text


def test_unknown_groups_and_users(house: Any, pool: str) -> None:
    house.user(pool)
    house.call("CreateGroup", UserPoolId=pool, GroupName="divers")
    for operation in ("GetGroup", "UpdateGroup", "DeleteGroup", "ListUsersInGroup"):
        assert house.refusal(operation, UserPoolId=pool, GroupName="nope")[0] == NO_GROUP
    for operation in ("AdminAddUserToGroup", "AdminRemoveUserFromGroup"):
        assert house.refusal(operation, UserPoolId=pool, GroupName="nope", Username="marina")[0] == NO_GROUP
        unknown = ("UserNotFoundException", "User does not exist.")
        assert house.refusal(operation, UserPoolId=pool, GroupName="divers", Username="nobody") == unknown
    assert house.refusal("AdminListGroupsForUser", UserPoolId=pool, Username="nobody")[0] == "UserNotFoundException"


def test_membership(house: Any, pool: str) -> None:
    house.user(pool)
    house.call("CreateGroup", UserPoolId=pool, GroupName="divers")
    member = {"UserPoolId": pool, "GroupName": "divers", "Username": "marina"}
    for _ in range(2):
        assert house.call("AdminAddUserToGroup", **member) == {}
    users = house.call("ListUsersInGroup", UserPoolId=pool, GroupName="divers")["Users"]
    assert [user["Username"] for user in users] == ["marina"]
    groups = house.call("AdminListGroupsForUser", UserPoolId=pool, Username="marina")["Groups"]
    assert [group["GroupName"] for group in groups] == ["divers"]
    for _ in range(2):
        assert house.call("AdminRemoveUserFromGroup", **member) == {}
    assert house.call("ListUsersInGroup", UserPoolId=pool, GroupName="divers")["Users"] == []


def test_a_deleted_group_leaves_its_members(house: Any, pool: str) -> None:
    house.user(pool)
    house.call("CreateGroup", UserPoolId=pool, GroupName="divers")
    house.call("AdminAddUserToGroup", UserPoolId=pool, GroupName="divers", Username="marina")
    house.call("DeleteGroup", UserPoolId=pool, GroupName="divers")
    assert house.call("AdminListGroupsForUser", UserPoolId=pool, Username="marina")["Groups"] == []
    house.call("CreateGroup", UserPoolId=pool, GroupName="divers")
    assert house.call("ListUsersInGroup", UserPoolId=pool, GroupName="divers")["Users"] == []


def pages(house: Any, operation: str, member: str, token_name: str = "NextToken", **request: Any) -> list[Any]:
    found: list[Any] = []
    token: dict[str, str] = {}
    while True:
        page = house.call(operation, Limit=2, **request, **token)
        assert len(page[member]) <= 2
        found += page[member]
        if token_name not in page:
            return found
        token = {token_name: page[token_name]}


def test_listing_in_pages(house: Any, pool: str) -> None:
    names = [f"g{number}" for number in range(5)]
    house.user(pool)
    for name in names:
        house.call("CreateGroup", UserPoolId=pool, GroupName=name)
        house.call("AdminAddUserToGroup", UserPoolId=pool, GroupName=name, Username="marina")
    assert [group["GroupName"] for group in pages(house, "ListGroups", "Groups", UserPoolId=pool)] == names
    of_user = pages(house, "AdminListGroupsForUser", "Groups", UserPoolId=pool, Username="marina")
    assert [group["GroupName"] for group in of_user] == names
    for number in range(4):
        house.user(pool, f"sailor{number}")
        house.call("AdminAddUserToGroup", UserPoolId=pool, GroupName="g0", Username=f"sailor{number}")
    members = pages(house, "ListUsersInGroup", "Users", UserPoolId=pool, GroupName="g0")
    assert sorted(user["Username"] for user in members) == ["marina", *(f"sailor{n}" for n in range(4))]


@pytest.mark.parametrize(
    ("operation", "request_"),
    [
        ("ListGroups", {}),
        ("ListUsersInGroup", {"GroupName": "divers"}),
        ("AdminListGroupsForUser", {"Username": "marina"}),
    ],
)
def test_a_garbage_token(house: Any, pool: str, operation: str, request_: dict[str, str]) -> None:
    house.user(pool)
    house.call("CreateGroup", UserPoolId=pool, GroupName="divers")
    refusal = house.refusal(operation, UserPoolId=pool, NextToken="garbage", **request_)
    assert refusal[0] == "InvalidParameterException"
