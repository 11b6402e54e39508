"""Session keys at server processes: the Lambda API, and a server that verifies every signature."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.identity.conftest import ACCOUNT, REGION, arn, policy, trust

FUNCTIONS = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function"


def error(call: Callable[[], Any]) -> tuple[str, str]:
    with pytest.raises(ClientError) as caught:
        call()
    found = caught.value.response["Error"]
    return found["Code"], found["Message"]


def guest_keys(identities: Any, server: Any, add_role: Any, *policies: dict[str, Any]) -> dict[str, str]:
    """Keys of a guest whose role has these policies, as options of a boto3 client."""
    pool = identities.create_identity_pool(IdentityPoolName="reef", AllowUnauthenticatedIdentities=True)
    pool_id = pool["IdentityPoolId"]
    name = f"caller-{pool_id[-12:]}"
    add_role(server.data, name, trust(pool_id, "unauthenticated"), *policies)
    identities.set_identity_pool_roles(IdentityPoolId=pool_id, Roles={"unauthenticated": arn(name)})
    identity = identities.get_id(IdentityPoolId=pool_id)["IdentityId"]
    found = identities.get_credentials_for_identity(IdentityId=identity)["Credentials"]
    return {
        "aws_access_key_id": found["AccessKeyId"],
        "aws_secret_access_key": found["SecretKey"],
        "aws_session_token": found["SessionToken"],
    }


def test_functions_are_guarded(server: Any, add_role: Any) -> None:
    identities = server.client("cognito-identity")
    keys = guest_keys(identities, server, add_role, policy("lambda:Get*", f"{FUNCTIONS}:harbour"))
    caller = server.client("lambda", **keys)
    assert error(lambda: caller.get_function(FunctionName="harbour"))[0] == "ResourceNotFoundException"
    # The name of another account's function means the one here: it must not open another policy.
    elsewhere = "arn:aws:lambda:eu-west-1:999999999999:function:quay"
    made = {"FunctionName": "harbour", "Role": arn("lambda"), "Code": {"ZipFile": b"x"}}
    cases: list[tuple[Callable[[], Any], str, str]] = [
        (lambda: caller.get_function(FunctionName="quay"), "GetFunction", f"{FUNCTIONS}:quay"),
        (lambda: caller.get_function(FunctionName=elsewhere), "GetFunction", f"{FUNCTIONS}:quay"),
        (lambda: caller.invoke(FunctionName="harbour"), "InvokeFunction", f"{FUNCTIONS}:harbour"),
        (
            lambda: caller.invoke(FunctionName="harbour", Qualifier="live"),
            "InvokeFunction",
            f"{FUNCTIONS}:harbour:live",
        ),
        (lambda: caller.delete_function(FunctionName="harbour"), "DeleteFunction", f"{FUNCTIONS}:harbour"),
        (lambda: caller.get_policy(FunctionName="quay"), "GetPolicy", f"{FUNCTIONS}:quay"),
        (lambda: caller.list_functions(), "ListFunctions", "*"),
        (lambda: caller.create_function(**made), "CreateFunction", f"{FUNCTIONS}:harbour"),
    ]
    for call, action, resource in cases:
        kind, text = error(call)
        assert kind == "AccessDeniedException"
        assert f"perform: lambda:{action} on resource: {resource} because" in text


def test_what_a_role_allows_may_be_called(server: Any, add_role: Any) -> None:
    identities = server.client("cognito-identity")
    keys = guest_keys(identities, server, add_role, policy("lambda:ListFunctions"))
    assert "Functions" in server.client("lambda", **keys).list_functions()


def test_a_server_that_verifies_takes_session_keys_beside_its_own(new_server: Any, add_role: Any) -> None:
    server = new_server("--auth", "sigv4")
    command = [sys.executable, "-m", "poolhouse", "keys", "create", "--data", str(server.data), "--json"]
    made = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    own = {"aws_access_key_id": made["AccessKeyId"], "aws_secret_access_key": made["SecretAccessKey"]}
    assert error(lambda: server.client("cognito-identity").list_identity_pools(MaxResults=1))[0] == (
        "UnrecognizedClientException"
    )
    keys = guest_keys(
        server.client("cognito-identity", **own), server, add_role, policy("cognito-identity:ListIdentityPools")
    )
    guest = server.client("cognito-identity", **keys)
    assert len(guest.list_identity_pools(MaxResults=1)["IdentityPools"]) == 1
    created = {"IdentityPoolName": "r", "AllowUnauthenticatedIdentities": True}
    assert error(lambda: guest.create_identity_pool(**created))[0] == "AccessDeniedException"
    assert error(lambda: server.client(**keys).list_user_pools(MaxResults=1))[0] == "AccessDeniedException"
    foreign = {**keys, "aws_access_key_id": "ASIAEXAMPLEEXAMPLE00", "aws_session_token": "IQoJb3JpZ2luX2Vj"}
    for odd in (foreign, {**keys, "aws_session_token": "IQoJb3JpZ2luX2Vj"}):
        client = server.client("cognito-identity", **odd)
        assert error(lambda: client.list_identity_pools(MaxResults=1))[0] == "UnrecognizedClientException"  # noqa: B023


def test_session_keys_outlive_a_restart(new_server: Any, add_role: Any) -> None:
    first = new_server()
    keys = guest_keys(first.client("cognito-identity"), first, add_role, policy("cognito-idp:ListUserPools"))
    first.stop()
    second = new_server()
    assert second.client(**keys).list_user_pools(MaxResults=1)["UserPools"] == []


def test_no_secret_in_logs_or_files(new_server: Any, add_role: Any) -> None:
    server = new_server("--log-level", "debug")
    identities = server.client("cognito-identity")
    keys = guest_keys(identities, server, add_role, policy("cognito-idp:ListUserPools"))
    server.client(**keys).list_user_pools(MaxResults=1)
    assert error(lambda: server.client(**keys).create_user_pool(PoolName="r"))[0] == "AccessDeniedException"
    pool = identities.create_identity_pool(
        IdentityPoolName="reef", AllowUnauthenticatedIdentities=False, DeveloperProviderName="dev.harbour"
    )["IdentityPoolId"]
    token = identities.get_open_id_token_for_developer_identity(IdentityPoolId=pool, Logins={"dev.harbour": "ana"})
    logins = {token["Token"][:128]: token["Token"]}
    assert error(lambda: identities.get_id(IdentityPoolId=pool, Logins=logins))[0] == "NotAuthorizedException"
    files = [path for path in server.data.rglob("*") if path.is_file()]
    contents = {path.name: path.read_bytes() for path in files} | {"log": server.log.read_bytes()}
    assert b"AccessDeniedException" in contents["log"]
    secrets = [keys["aws_secret_access_key"], keys["aws_session_token"], *token["Token"].split(".")]
    for name, content in contents.items():
        for secret in secrets:
            assert secret[:60].encode() not in content, (name, secret[:12])
