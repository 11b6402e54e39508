"""The AWS command line interface, as a process of its own with nothing of this machine's configuration."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

TRIGGER = """
def handler(event, context):
    print("claims for", event["userName"])
    claims = {"berth": 14, "source": event["triggerSource"]}
    event["response"]["claimsAndScopeOverrideDetails"] = {"idTokenGeneration": {"claimsToAddOrOverride": claims}}
    return event
"""
Aws = Callable[..., Any]


@pytest.fixture
def run_aws(server: Any, tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    program = Path(sys.executable).parent / "aws"

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, str(program), "--endpoint-url", server.url, "--output", "json", *arguments],
            capture_output=True,
            text=True,
            check=False,
            cwd=tmp_path,
            env={
                "AWS_CONFIG_FILE": str(tmp_path / "no-config"),
                "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "no-credentials"),
                "AWS_ACCESS_KEY_ID": "AKIAEXAMPLEEXAMPLE00",
                "AWS_SECRET_ACCESS_KEY": "example-secret",
                "AWS_DEFAULT_REGION": "us-east-1",
                "AWS_PAGER": "",
            },
        )

    return run


@pytest.fixture
def aws(run_aws: Callable[..., subprocess.CompletedProcess[str]]) -> Aws:
    """A command that must work; what it printed, if anything."""

    def run(*arguments: str) -> Any:
        done = run_aws(*arguments)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout) if done.stdout.strip() else None

    return run


@pytest.fixture
def trigger(aws: Aws, tmp_path: Path, make_zip: Any) -> str:
    """The ARN of a function that the command line made and opened to user pools."""
    name = f"cli-{uuid.uuid4().hex}"
    (tmp_path / "function.zip").write_bytes(make_zip({"claims.py": TRIGGER}))
    created = aws(
        "lambda", "create-function", "--function-name", name, "--runtime", "python3.13",
        "--handler", "claims.handler", "--role", "arn:aws:iam::000000000000:role/lambda",
        "--zip-file", "fileb://function.zip",
    )  # fmt: skip
    statement = aws(
        "lambda", "add-permission", "--function-name", name, "--statement-id", "pools",
        "--action", "lambda:InvokeFunction", "--principal", "cognito-idp.amazonaws.com",
    )["Statement"]  # fmt: skip
    assert json.loads(statement)["Principal"] == {"Service": "cognito-idp.amazonaws.com"}
    arn: str = created["FunctionArn"]
    return arn


def test_from_pool_to_token(aws: Aws, run_aws: Any, trigger: str, claims_of: Any, password: str) -> None:
    config = {"PreTokenGenerationConfig": {"LambdaArn": trigger, "LambdaVersion": "V2_0"}}
    pool = aws(
        "cognito-idp", "create-user-pool", "--pool-name", "cli", "--lambda-config", json.dumps(config),
        "--auto-verified-attributes", "email",
    )["UserPool"]  # fmt: skip
    assert pool["LambdaConfig"]["PreTokenGenerationConfig"] == config["PreTokenGenerationConfig"]
    client = aws(
        "cognito-idp", "create-user-pool-client", "--user-pool-id", pool["Id"], "--client-name", "cli",
        "--explicit-auth-flows", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH",
    )["UserPoolClient"]["ClientId"]  # fmt: skip

    signed_up = aws(
        "cognito-idp", "sign-up", "--client-id", client, "--username", "marina", "--password", password,
        "--user-attributes", "Name=email,Value=marina@poolhouse.test",
    )  # fmt: skip
    assert signed_up["UserConfirmed"] is False
    parameters = f"USERNAME=marina,PASSWORD={password}"
    sign_in = (
        "cognito-idp", "initiate-auth", "--client-id", client, "--auth-flow", "USER_PASSWORD_AUTH",
        "--auth-parameters", parameters,
    )  # fmt: skip
    refused = run_aws(*sign_in)
    assert refused.returncode != 0
    assert (
        "(UserNotConfirmedException) when calling the InitiateAuth operation: User is not confirmed." in refused.stderr
    )

    assert aws("cognito-idp", "admin-confirm-sign-up", "--user-pool-id", pool["Id"], "--username", "marina") is None
    claims = claims_of(aws(*sign_in)["AuthenticationResult"]["IdToken"])
    assert (claims["berth"], claims["source"]) == (14, "TokenGeneration_Authentication")
    assert claims["sub"] == signed_up["UserSub"]

    listed = ("cognito-idp", "list-users", "--user-pool-id", pool["Id"], "--filter")
    assert [user["Username"] for user in aws(*listed, 'email ^= "mar"')["Users"]] == ["marina"]
    assert aws(*listed, 'username = "nobody"')["Users"] == []


def test_invoke_with_the_end_of_the_log(aws: Aws, trigger: str, tmp_path: Path) -> None:
    event = {"userName": "marina", "triggerSource": "by hand", "response": {}}
    answer = aws(
        "lambda", "invoke", "--function-name", trigger, "--payload", json.dumps(event),
        "--log-type", "Tail", "answer.json",
    )  # fmt: skip
    assert answer["StatusCode"] == 200
    assert "FunctionError" not in answer
    log = base64.b64decode(answer["LogResult"]).decode().splitlines()
    assert log[0].startswith("START RequestId: ")
    assert "claims for marina" in log
    assert log[-1].startswith("REPORT RequestId: ")
    returned = json.loads((tmp_path / "answer.json").read_text())
    details = returned["response"]["claimsAndScopeOverrideDetails"]
    assert details["idTokenGeneration"]["claimsToAddOrOverride"] == {"berth": 14, "source": "by hand"}


def test_identity_pools(aws: Aws, run_aws: Any) -> None:
    pool = aws(
        "cognito-identity", "create-identity-pool", "--identity-pool-name", "cli",
        "--allow-unauthenticated-identities",
    )  # fmt: skip
    named = ("--identity-pool-id", pool["IdentityPoolId"])
    role = "unauthenticated=arn:aws:iam::000000000000:role/guest"
    assert aws("cognito-identity", "set-identity-pool-roles", *named, "--roles", role) is None
    identity = aws("cognito-identity", "get-id", *named)["IdentityId"]
    found = aws("cognito-identity", "get-credentials-for-identity", "--identity-id", identity)
    assert found["Credentials"]["AccessKeyId"].startswith("ASIA")
    listed = aws("cognito-identity", "list-identities", *named, "--max-results", "10")
    assert [each["IdentityId"] for each in listed["Identities"]] == [identity]
    refused = run_aws("cognito-identity", "get-open-id-token", "--identity-id", identity)
    assert "(InvalidParameterException) when calling the GetOpenIdToken operation: Basic" in refused.stderr
