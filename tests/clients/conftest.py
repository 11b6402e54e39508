"""What the tests of real clients share: pools, users, functions made by API, and a runner for JavaScript scenarios."""

from __future__ import annotations

import io
import json
import os
import subprocess
import uuid
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest

from poolhouse.functions.node_binary import find_node

SCENARIOS = Path(__file__).parent / "js"
PASSWORD = "Tide-Pool!2026"
ALL_FLOWS = [
    "ALLOW_USER_PASSWORD_AUTH",
    "ALLOW_USER_SRP_AUTH",
    "ALLOW_REFRESH_TOKEN_AUTH",
    "ALLOW_ADMIN_USER_PASSWORD_AUTH",
]


@dataclass(frozen=True)
class Pool:
    id: str
    client_id: str


MakePool = Callable[..., Pool]
MakeUser = Callable[..., str]
MakeFunction = Callable[..., str]
RunScenario = Callable[..., Any]


@pytest.fixture
def password() -> str:
    """The password of every user that ``make_user`` makes."""
    return PASSWORD


@pytest.fixture
def make_pool(cognito: Any) -> MakePool:
    """A pool of the test's own with one client; ``client`` holds settings of the client, the rest are the pool's."""

    def make(client: Mapping[str, Any] | None = None, **settings: Any) -> Pool:
        made = cognito.create_user_pool(**{"PoolName": "clients", "AutoVerifiedAttributes": ["email"], **settings})
        pool_id: str = made["UserPool"]["Id"]
        options = {"ClientName": "web", "ExplicitAuthFlows": ALL_FLOWS, **(client or {})}
        answer = cognito.create_user_pool_client(UserPoolId=pool_id, **options)
        return Pool(pool_id, answer["UserPoolClient"]["ClientId"])

    return make


@pytest.fixture
def make_user(cognito: Any) -> MakeUser:
    """A confirmed user with a verified email address, or with ``temporary`` one who must choose a new password."""

    def make(pool: Pool, username: str = "marina", *, groups: tuple[str, ...] = (), temporary: bool = False) -> str:
        attributes = {"email": f"{username}@poolhouse.test", "email_verified": "true"}
        cognito.admin_create_user(
            UserPoolId=pool.id,
            Username=username,
            UserAttributes=[{"Name": name, "Value": value} for name, value in attributes.items()],
            TemporaryPassword="Temp-Pass1!",
            MessageAction="SUPPRESS",
        )
        if not temporary:
            cognito.admin_set_user_password(UserPoolId=pool.id, Username=username, Password=PASSWORD, Permanent=True)
        for group in groups:
            cognito.create_group(UserPoolId=pool.id, GroupName=group)
            cognito.admin_add_user_to_group(UserPoolId=pool.id, Username=username, GroupName=group)
        return username

    return make


@pytest.fixture
def tokens_of(cognito: Any) -> Callable[..., dict[str, Any]]:
    """Signs a user in by password; the answer's AuthenticationResult."""

    def sign_in(pool: Pool, username: str = "marina") -> dict[str, Any]:
        answer = cognito.initiate_auth(
            AuthFlow="USER_PASSWORD_AUTH",
            ClientId=pool.client_id,
            AuthParameters={"USERNAME": username, "PASSWORD": PASSWORD},
        )
        result: dict[str, Any] = answer["AuthenticationResult"]
        return result

    return sign_in


@pytest.fixture
def claims_of() -> Callable[[str], dict[str, Any]]:
    """What a token says, unverified."""

    def read(token: str) -> dict[str, Any]:
        claims: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
        return claims

    return read


@pytest.fixture
def make_zip() -> Callable[[Mapping[str, str]], bytes]:
    """A Lambda deployment package of files by name."""

    def make(files: Mapping[str, str]) -> bytes:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, text in files.items():
                archive.writestr(name, text)
        return buffer.getvalue()

    return make


@pytest.fixture
def make_function(server: Any, make_zip: Callable[[Mapping[str, str]], bytes]) -> MakeFunction:
    """Creates a function by the Lambda API and lets user pools call it; the ARN."""
    functions = server.client("lambda")

    def make(files: Mapping[str, str], *, runtime: str = "nodejs22.x", handler: str = "index.handler") -> str:
        name = f"trigger-{uuid.uuid4().hex}"
        arn: str = functions.create_function(
            FunctionName=name,
            Runtime=runtime,
            Handler=handler,
            Role="arn:aws:iam::000000000000:role/lambda",
            Code={"ZipFile": make_zip(files)},
        )["FunctionArn"]
        functions.add_permission(
            FunctionName=name,
            StatementId="pools",
            Action="lambda:InvokeFunction",
            Principal="cognito-idp.amazonaws.com",
        )
        return arn

    return make


@pytest.fixture
def lambda_config() -> Callable[[str, str], dict[str, Any]]:
    """The LambdaConfig of a pre token generation trigger with a version such as ``V2_0``."""

    def settings(arn: str, version: str) -> dict[str, Any]:
        config = {"LambdaArn": arn, "LambdaVersion": version}
        return {"PreTokenGeneration": arn, "PreTokenGenerationConfig": config}

    return settings


@pytest.fixture
def code_for(server: Any) -> Callable[[str], str]:
    """The newest code that was sent to a recipient."""

    def code(recipient: str) -> str:
        after, found = 0, None
        while page := httpx.get(f"{server.url}/_poolhouse/inbox", params={"after": after}).json()["messages"]:
            after = page[-1]["id"]
            mine = [entry["message"] for entry in page if entry["message"]["recipient"] == recipient]
            found = mine[-1]["code"] if mine else found
        assert found is not None, f"no message for {recipient}"
        return str(found)

    return code


@pytest.fixture
def run_scenario(server: Any) -> RunScenario:
    """Runs ``js/NAME.mjs`` with values on standard input; what it reports."""
    if not (SCENARIOS / "node_modules" / ".package-lock.json").exists():
        pytest.fail("the JavaScript clients are not installed: run make test, which installs them")
    node = find_node(os.environ["PATH"])

    def run(name: str, /, **values: Any) -> Any:
        done = subprocess.run(
            [str(node.path), str(SCENARIOS / f"{name}.mjs")],
            input=json.dumps({"url": server.url, "region": "us-east-1", "password": PASSWORD, **values}),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, f"{name} ended with {done.returncode}:\n{done.stderr}"
        return json.loads(done.stdout)

    return run
