"""``examples/machine-client``: the program as it is, against a server with the example's function."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from tests.examples.conftest import EXAMPLES

FOLDER = EXAMPLES / "machine-client"


@pytest.fixture
def run_client(new_server: Callable[..., Any]) -> Callable[..., subprocess.CompletedProcess[str]]:
    server = new_server("--config", str(FOLDER / "poolhouse.toml"))
    cognito = server.client()
    arn = "arn:aws:lambda:us-east-1:000000000000:function:machine-client"
    trigger = {"PreTokenGenerationConfig": {"LambdaVersion": "V3_0", "LambdaArn": arn}}
    pool = cognito.create_user_pool(PoolName="harbour", LambdaConfig=trigger)["UserPool"]["Id"]
    scopes = [{"ScopeName": name, "ScopeDescription": name} for name in ("tides", "forecast")]
    cognito.create_resource_server(UserPoolId=pool, Identifier="harbour", Name="harbour", Scopes=scopes)
    client = cognito.create_user_pool_client(
        UserPoolId=pool,
        ClientName="buoy",
        GenerateSecret=True,
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthFlows=["client_credentials"],
        AllowedOAuthScopes=["harbour/tides"],
    )["UserPoolClient"]

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, str(FOLDER / "client.py"), server.url, client["ClientId"], client["ClientSecret"]]
        return subprocess.run([*command, *arguments], capture_output=True, text=True, timeout=60, check=False)

    return run


def test_tenants_and_plans(run_client: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    free, premium = (json.loads(run_client("north", *plan).stdout) for plan in ((), ("premium",)))
    assert (free["tenant"], free["limits"], free["scope"]) == ("north", {"requestsPerMinute": 60}, "harbour/tides")
    assert premium["limits"] == {"requestsPerMinute": 600}
    assert premium["scope"] == "harbour/tides harbour/forecast"
    assert premium["sub"] == premium["client_id"]


def test_what_the_function_says_reaches_the_program(
    run_client: Callable[..., subprocess.CompletedProcess[str]],
) -> None:
    refused = run_client()
    assert refused.returncode == 1
    assert json.loads(refused.stderr) == {
        "error": "invalid_request",
        "error_description": "PreTokenGeneration failed with error say which tenant this machine works for.",
    }
