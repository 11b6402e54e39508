"""boto3: paginators and classes of exceptions."""

from __future__ import annotations

from typing import Any

import pytest

NAMES = ["ana", "ben", "cem", "dia", "eva"]


def pages(client: Any, operation: str, key: str, name: str, size: int, **request: Any) -> list[list[str]]:
    paginator = client.get_paginator(operation)
    answers = paginator.paginate(**request, PaginationConfig={"PageSize": size})
    return [[entry[name] for entry in answer[key]] for answer in answers]


def test_users_by_pages(cognito: Any, make_pool: Any, make_user: Any) -> None:
    pool = make_pool()
    for name in NAMES:
        make_user(pool, name)
    found = pages(cognito, "list_users", "Users", "Username", 2, UserPoolId=pool.id)
    assert [len(page) for page in found if page] == [2, 2, 1]
    assert sorted(name for page in found for name in page) == NAMES


def test_filtered_users_by_pages(cognito: Any, make_pool: Any, make_user: Any) -> None:
    pool = make_pool()
    for name in [*NAMES, "emma", "enzo"]:
        make_user(pool, name)
    found = pages(cognito, "list_users", "Users", "Username", 1, UserPoolId=pool.id, Filter='email ^= "e"')
    assert sorted(name for page in found for name in page) == ["emma", "enzo", "eva"]


def test_groups_by_pages(cognito: Any, make_pool: Any) -> None:
    pool = make_pool()
    for name in NAMES:
        cognito.create_group(UserPoolId=pool.id, GroupName=name)
    found = pages(cognito, "list_groups", "Groups", "GroupName", 3, UserPoolId=pool.id)
    assert [len(page) for page in found if page] == [3, 2]
    assert sorted(name for page in found for name in page) == NAMES


def test_groups_of_a_user_and_users_of_a_group_by_pages(cognito: Any, make_pool: Any, make_user: Any) -> None:
    pool = make_pool()
    make_user(pool, "ana", groups=tuple(NAMES))
    for name in NAMES[1:]:
        make_user(pool, name)
        cognito.admin_add_user_to_group(UserPoolId=pool.id, Username=name, GroupName="eva")
    of_user = pages(cognito, "admin_list_groups_for_user", "Groups", "GroupName", 2, UserPoolId=pool.id, Username="ana")
    in_group = pages(cognito, "list_users_in_group", "Users", "Username", 2, UserPoolId=pool.id, GroupName="eva")
    for found in (of_user, in_group):
        assert [len(page) for page in found if page] == [2, 2, 1]
        assert sorted(name for page in found for name in page) == NAMES


def test_pools_and_clients_by_pages(cognito: Any, make_pool: Any) -> None:
    made = [make_pool() for _ in range(3)]
    found = [page for page in pages(cognito, "list_user_pools", "UserPools", "Id", 2) if page]
    assert all(len(page) == 2 for page in found[:-1])
    everything = [pool_id for page in found for pool_id in page]
    assert len(set(everything)) == len(everything)
    assert {pool.id for pool in made} <= set(everything)

    for name in ("one", "two"):
        cognito.create_user_pool_client(UserPoolId=made[0].id, ClientName=name)
    clients = pages(cognito, "list_user_pool_clients", "UserPoolClients", "ClientName", 1, UserPoolId=made[0].id)
    assert sorted(name for page in clients for name in page) == ["one", "two", "web"]


def test_classes_of_exceptions(cognito: Any, make_pool: Any, make_user: Any) -> None:
    pool = make_pool()
    make_user(pool)
    exceptions = cognito.exceptions
    with pytest.raises(exceptions.UserNotFoundException) as unknown:
        cognito.admin_get_user(UserPoolId=pool.id, Username="nobody")
    assert unknown.value.response["Error"]["Message"] == "User does not exist."
    assert unknown.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
    with pytest.raises(exceptions.UsernameExistsException):
        make_user(pool)
    with pytest.raises(exceptions.ResourceNotFoundException, match=r"User pool us-east-1_Absent123 does not exist\."):
        cognito.describe_user_pool(UserPoolId="us-east-1_Absent123")
    with pytest.raises(exceptions.InvalidPasswordException, match="did not conform with policy"):
        cognito.sign_up(ClientId=pool.client_id, Username="weak", Password="weakpassword")
    with pytest.raises(exceptions.NotAuthorizedException):
        cognito.get_user(AccessToken="eyJ.not.real")
    cognito.create_group(UserPoolId=pool.id, GroupName="divers")
    with pytest.raises(exceptions.GroupExistsException):
        cognito.create_group(UserPoolId=pool.id, GroupName="divers")
    with pytest.raises(exceptions.InvalidParameterException):
        cognito.list_users(UserPoolId=pool.id, Filter="email like e")
