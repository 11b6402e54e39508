"""Acknowledged writes survive the sudden end of the server."""

from __future__ import annotations

import signal
from collections.abc import Callable

from tests.conftest import RunningServer


def test_acknowledged_users_survive_kill_9_at_any_moment(new_server: Callable[..., RunningServer]) -> None:
    server = new_server()
    pool = server.client().create_user_pool(PoolName="durable")["UserPool"]["Id"]
    acknowledged: list[str] = []
    for round_number in range(4):
        cognito = server.client()
        for number in range(5):
            name = f"user-{round_number}-{number}"
            cognito.admin_create_user(UserPoolId=pool, Username=name, MessageAction="SUPPRESS")
            acknowledged.append(name)
        assert server.stop(signal.SIGKILL) == -signal.SIGKILL
        server = new_server()
    users = server.client().list_users(UserPoolId=pool)["Users"]
    assert {user["Username"] for user in users} == set(acknowledged)


def test_signing_keys_and_tokens_survive_a_restart(new_server: Callable[..., RunningServer]) -> None:
    server = new_server("--port", "0")
    cognito = server.client()
    pool = cognito.create_user_pool(PoolName="durable")["UserPool"]["Id"]
    flows = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
    client = cognito.create_user_pool_client(UserPoolId=pool, ClientName="web", ExplicitAuthFlows=flows)
    client_id = client["UserPoolClient"]["ClientId"]
    cognito.admin_create_user(UserPoolId=pool, Username="ana", MessageAction="SUPPRESS")
    cognito.admin_set_user_password(UserPoolId=pool, Username="ana", Password="Tide-Pool!2026", Permanent=True)
    parameters = {"USERNAME": "ana", "PASSWORD": "Tide-Pool!2026"}
    tokens = cognito.initiate_auth(ClientId=client_id, AuthFlow="USER_PASSWORD_AUTH", AuthParameters=parameters)
    server.stop(signal.SIGKILL)
    port = server.url.rpartition(":")[2]
    again = new_server("--port", port).client()
    result = tokens["AuthenticationResult"]
    assert again.get_user(AccessToken=result["AccessToken"])["Username"] == "ana"
    refresh = {"REFRESH_TOKEN": result["RefreshToken"]}
    assert again.initiate_auth(ClientId=client_id, AuthFlow="REFRESH_TOKEN_AUTH", AuthParameters=refresh)
