from __future__ import annotations

import io
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

PASSWORD = "Tide-Pool!2026"
CHANGES = """
export const handler = async (event) => {
  console.log("seen", event.userName);
  event.response.claimsAndScopeOverrideDetails = {
    idTokenGeneration: { claimsToAddOrOverride: { berth: 14, sub: "x" }, claimsToSuppress: ["email"] },
    accessTokenGeneration: { scopesToAdd: ["harbour-api/berths.read"] },
  };
  return event;
};
"""

Command = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def poolhouse(tmp_path: Path) -> Command:
    """Runs the command in an empty folder, on a wide terminal without colours."""

    def run(*arguments: str, environment: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "poolhouse", *arguments],
            capture_output=True,
            text=True,
            cwd=tmp_path,
            timeout=60,
            env={**os.environ, "COLUMNS": "160", **(environment or {})},
        )

    return run


@dataclass(frozen=True)
class Harbour:
    """A pool with a client and the confirmed user ``marina``."""

    cognito: Any
    pool_id: str
    client_id: str

    def sign_in(self, **more: Any) -> Any:
        answer = self.cognito.initiate_auth(
            AuthFlow="USER_PASSWORD_AUTH",
            ClientId=self.client_id,
            AuthParameters={"USERNAME": "marina", "PASSWORD": PASSWORD},
            **more,
        )
        return answer["AuthenticationResult"]


@pytest.fixture
def make_harbour() -> Callable[..., Harbour]:
    def make(server: Any, handler: str | None = None) -> Harbour:
        cognito = server.client()
        pool = cognito.create_user_pool(PoolName="harbour", AutoVerifiedAttributes=["email"])["UserPool"]
        client = cognito.create_user_pool_client(
            UserPoolId=pool["Id"],
            ClientName="web",
            ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        )["UserPoolClient"]
        cognito.admin_create_user(
            UserPoolId=pool["Id"],
            Username="marina",
            UserAttributes=[
                {"Name": "email", "Value": "marina@poolhouse.test"},
                {"Name": "email_verified", "Value": "true"},
            ],
            MessageAction="SUPPRESS",
        )
        cognito.admin_set_user_password(UserPoolId=pool["Id"], Username="marina", Password=PASSWORD, Permanent=True)
        if handler is not None:
            arn = _function(server.client("lambda"), f"claims-{pool['Id']}", handler, pool["Arn"])
            trigger = {"PreTokenGenerationConfig": {"LambdaVersion": "V2_0", "LambdaArn": arn}}
            cognito.update_user_pool(UserPoolId=pool["Id"], LambdaConfig=trigger)
        return Harbour(cognito, pool["Id"], client["ClientId"])

    return make


def _function(lambda_client: Any, name: str, handler: str, pool_arn: str) -> str:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("index.mjs", handler)
    arn: str = lambda_client.create_function(
        FunctionName=name,
        Runtime="nodejs22.x",
        Role="arn:aws:iam::000000000000:role/claims",
        Handler="index.handler",
        Code={"ZipFile": archive.getvalue()},
    )["FunctionArn"]
    lambda_client.add_permission(
        FunctionName=name,
        StatementId="cognito",
        Action="lambda:InvokeFunction",
        Principal="cognito-idp.amazonaws.com",
        SourceArn=pool_arn,
    )
    return arn


@pytest.fixture
def changes() -> str:
    """A version 2 handler with an added, a refused and a suppressed claim, and a scope."""
    return CHANGES
