from __future__ import annotations

from typing import Any

import pytest

INVALID = "InvalidParameterException"


@pytest.fixture(scope="module")
def pool(house: Any) -> str:
    pool_id: str = house.pool(Schema=[{"Name": "berth", "AttributeDataType": "String"}])
    for number in range(5):
        house.user(pool_id, f"sailor{number}", email=f"sailor{number}@poolhouse.test", given_name="Sailor")
    house.user(pool_id, "diver", email="diver@poolhouse.test")
    house.call("AdminDisableUser", UserPoolId=pool_id, Username="diver")
    return pool_id


def names(page: dict[str, Any]) -> list[str]:
    return sorted(user["Username"] for user in page["Users"])


def test_everyone(house: Any, pool: str) -> None:
    page = house.call("ListUsers", UserPoolId=pool)
    assert names(page) == ["diver", *(f"sailor{number}" for number in range(5))]
    assert "PaginationToken" not in page
    user = page["Users"][0]
    assert user.keys() == {
        *("Username", "Attributes", "UserCreateDate", "UserLastModifiedDate"),
        *("Enabled", "UserStatus"),
    }


@pytest.mark.parametrize("size", [1, 2, 5, 6])
def test_pages(house: Any, pool: str, size: int) -> None:
    found: list[str] = []
    token: dict[str, str] = {}
    while True:
        page = house.call("ListUsers", UserPoolId=pool, Limit=size, **token)
        assert len(page["Users"]) <= size
        found += names(page)
        if "PaginationToken" not in page:
            break
        token = {"PaginationToken": page["PaginationToken"]}
    assert sorted(found) == names(house.call("ListUsers", UserPoolId=pool))


def test_no_limit_at_all(house: Any, pool: str) -> None:
    assert len(house.call("ListUsers", UserPoolId=pool, Limit=0)["Users"]) == 6


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ('username = "diver"', ["diver"]),
        ('username ^= "sailor"', [f"sailor{number}" for number in range(5)]),
        ('email = "sailor3@poolhouse.test"', ["sailor3"]),
        ('given_name ^= "Sai"', [f"sailor{number}" for number in range(5)]),
        ('status = "Disabled"', ["diver"]),
        ('cognito:user_status = "CONFIRMED"', ["diver", *(f"sailor{number}" for number in range(5))]),
        ('cognito:user_status ^= "confirm"', ["diver", *(f"sailor{number}" for number in range(5))]),
        ('username = "nobody"', []),
        ("", ["diver", *(f"sailor{number}" for number in range(5))]),
    ],
)
def test_filters(house: Any, pool: str, condition: str, expected: list[str]) -> None:
    assert names(house.call("ListUsers", UserPoolId=pool, Filter=condition)) == expected


def test_pages_of_a_filter(house: Any, pool: str) -> None:
    condition = 'username ^= "sailor"'
    first = house.call("ListUsers", UserPoolId=pool, Filter=condition, Limit=3)
    token = first["PaginationToken"]
    second = house.call("ListUsers", UserPoolId=pool, Filter=condition, Limit=3, PaginationToken=token)
    assert sorted(names(first) + names(second)) == [f"sailor{number}" for number in range(5)]
    assert "PaginationToken" not in second


@pytest.mark.parametrize(
    ("condition", "text"),
    [
        ("username", "Error while parsing filter"),
        ("username = diver", "Error while parsing filter"),
        ('custom:berth = "1"', "Invalid search attribute: custom:berth"),
        ('birthdate = "1"', "Invalid search attribute: birthdate"),
    ],
)
def test_filters_that_are_refused(house: Any, pool: str, condition: str, text: str) -> None:
    assert house.refusal("ListUsers", UserPoolId=pool, Filter=condition) == (INVALID, text)


def test_attributes_to_get(house: Any, pool: str) -> None:
    page = house.call("ListUsers", UserPoolId=pool, AttributesToGet=["email", "given_name"], Filter='sub ^= ""')
    for user in page["Users"]:
        shown = {pair["Name"] for pair in user["Attributes"]}
        assert shown == ({"email"} if user["Username"] == "diver" else {"email", "given_name"})
    assert house.refusal("ListUsers", UserPoolId=pool, AttributesToGet=["nope"])[0] == INVALID


@pytest.mark.parametrize("token", ["garbage", "YWJj", "%%%"])
def test_a_garbage_token(house: Any, pool: str, token: str) -> None:
    assert house.refusal("ListUsers", UserPoolId=pool, PaginationToken=token)[0] == INVALID


def test_a_limit_out_of_range(house: Any, pool: str) -> None:
    error, text = house.refusal("ListUsers", UserPoolId=pool, Limit=61)
    assert (error, "less than or equal to 60" in text) == (INVALID, True)
