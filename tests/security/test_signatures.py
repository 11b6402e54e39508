"""Checks 74 to 77 end to end: a server that verifies signatures, with keys made by the command."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from botocore.exceptions import ClientError

from tests.conftest import RunningServer


@pytest.fixture
def guarded(new_server: Callable[..., Any]) -> tuple[Any, dict[str, str]]:
    server = new_server("--auth", "sigv4")
    command = [sys.executable, "-m", "poolhouse", "keys", "create", "--data", str(server.data), "--json"]
    made = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    keys = {"aws_access_key_id": made["AccessKeyId"], "aws_secret_access_key": made["SecretAccessKey"]}
    return server, keys


def code(call: Callable[[], Any]) -> str:
    with pytest.raises(ClientError) as refused:
        call()
    found: str = refused.value.response["Error"]["Code"]
    return found


def test_74_to_77_only_signed_requests_administer(guarded: tuple[Any, dict[str, str]]) -> None:
    server, keys = guarded
    own = server.client(**keys)
    pool = own.create_user_pool(PoolName="reef")["UserPool"]["Id"]
    unknown = server.client()
    assert code(lambda: unknown.list_user_pools(MaxResults=1)) == "UnrecognizedClientException"
    wrong = server.client(**keys | {"aws_secret_access_key": "x" * 40})
    assert code(lambda: wrong.delete_user_pool(UserPoolId=pool)) == "InvalidSignatureException"
    elsewhere = server.client(**keys, region_name="eu-west-1")
    assert code(lambda: elsewhere.delete_user_pool(UserPoolId=pool)) == "InvalidSignatureException"
    assert own.describe_user_pool(UserPoolId=pool)["UserPool"]["Id"] == pool
    client = own.create_user_pool_client(UserPoolId=pool, ClientName="quay")["UserPoolClient"]["ClientId"]
    unknown.sign_up(ClientId=client, Username="marina", Password="Harbour-7-Wall")


def test_74_unsigned_requests(guarded: tuple[Any, dict[str, str]]) -> None:
    server, _ = guarded
    for operation in ("ListUserPools", "AdminGetUser", "CreateUserPool", "AdminInitiateAuth", "ListUsers"):
        headers = {
            "content-type": "application/x-amz-json-1.1",
            "x-amz-target": f"AWSCognitoIdentityProviderService.{operation}",
        }
        answer = httpx.post(server.url, content=b"{}", headers=headers, trust_env=False)
        assert answer.status_code == 400
        assert answer.json()["__type"] == "MissingAuthenticationTokenException"


def test_a_server_that_verifies_signatures_shows_codes_only_to_the_owner_of_its_data(
    new_server: Callable[..., RunningServer],
) -> None:
    server = new_server("--auth", "sigv4")
    refused = httpx.get(f"{server.url}/_poolhouse/inbox")
    assert refused.status_code == 401
    assert httpx.get(f"{server.url}/_poolhouse/inbox", headers={"Authorization": "Bearer guess"}).status_code == 401
    command = [sys.executable, "-m", "poolhouse", "inbox", "--json", "--endpoint", server.url, "--data"]
    owner = subprocess.run([*command, str(server.data)], capture_output=True, text=True, check=True)
    assert json.loads(owner.stdout) == []
    stranger = subprocess.run([*command, str(server.data / "elsewhere")], capture_output=True, text=True, check=False)
    assert stranger.returncode == 1
    assert "401" in stranger.stderr
