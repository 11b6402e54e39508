"""Identity pools of the service in this process, with users who sign in and roles that policies limit."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from poolhouse.model.iam_role import Role
from poolhouse.storage.sealing import MASTER_KEY_FILE, Sealer, load_master_key
from poolhouse.storage.sqlite import SqliteStore

REGION, ACCOUNT = "us-east-1", "000000000000"
SIGNED_BY_ANYONE = (
    f"AWS4-HMAC-SHA256 Credential=AKIAEXAMPLEEXAMPLE00/20260101/{REGION}/cognito-identity/aws4_request, "
    f"SignedHeaders=host, Signature={'0' * 64}"
)
TARGETS = {"cognito-identity": "AWSCognitoIdentityService", "cognito-idp": "AWSCognitoIdentityProviderService"}


def trust(pool_id: str, kind: str = "authenticated") -> dict[str, Any]:
    """The trust policy that Amplify writes."""
    condition = {
        "StringEquals": {"cognito-identity.amazonaws.com:aud": pool_id},
        "ForAnyValue:StringLike": {"cognito-identity.amazonaws.com:amr": kind},
    }
    statement = {
        "Effect": "Allow",
        "Principal": {"Federated": "cognito-identity.amazonaws.com"},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": condition,
    }
    return {"Version": "2012-10-17", "Statement": [statement]}


def policy(action: str, resource: str = "*", effect: str = "Allow") -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": [{"Effect": effect, "Action": action, "Resource": resource}]}


def arn(role: str) -> str:
    return f"arn:aws:iam::{ACCOUNT}:role/{role}"


def role(name: str, trusted: dict[str, Any], *policies: dict[str, Any]) -> Role:
    return Role(
        name=name,
        arn=arn(name),
        role_id=f"AROA{name.upper():0<17}",
        trust_policy=trusted,
        inline_policies={str(number): document for number, document in enumerate(policies)},
        created_at=1.0,
    )


def signed_headers(
    service: str, operation: str, credentials: dict[str, Any], body: bytes, region: str = REGION
) -> dict[str, str]:
    """Headers of a request signed with session keys by botocore's own signer, now."""
    headers = {"x-amz-target": f"{TARGETS[service]}.{operation}"}
    request = AWSRequest("POST", "http://localhost:9500/", headers=headers, data=body)
    keys = Credentials(credentials["AccessKeyId"], credentials["SecretKey"], credentials.get("SessionToken") or None)
    SigV4Auth(keys, service, region).add_auth(request)
    return {name.lower(): value for name, value in request.headers.items()}


class Reef:
    """A house as callers of identity pools see it."""

    def __init__(self, house: Any) -> None:
        self.house = house

    def respond(self, operation: str, **members: Any) -> httpx.Response:
        return self.send(
            "cognito-identity", operation, json.dumps(members).encode(), {"authorization": SIGNED_BY_ANYONE}
        )

    def send(self, service: str, operation: str, body: bytes, headers: dict[str, str]) -> httpx.Response:
        sent = {
            "content-type": "application/x-amz-json-1.1",
            "x-amz-target": f"{TARGETS[service]}.{operation}",
            **headers,
        }
        response: httpx.Response = self.house.runner.run(self.house.http.post("/", content=body, headers=sent))
        return response

    def call(self, operation: str, **members: Any) -> dict[str, Any]:
        response = self.respond(operation, **members)
        assert response.status_code == 200, (operation, response.text)
        answer: dict[str, Any] = response.json()
        return answer

    def refusal(self, operation: str, **members: Any) -> tuple[str, str]:
        error: tuple[str, str] = self.house.error(self.respond(operation, **members))
        return error

    def identity_pool(self, **settings: Any) -> str:
        settings = {"IdentityPoolName": "reef", "AllowUnauthenticatedIdentities": True, **settings}
        pool_id: str = self.call("CreateIdentityPool", **settings)["IdentityPoolId"]
        return pool_id

    def set_roles(self, pool_id: str, **members: Any) -> None:
        roles = {"authenticated": arn("auth"), "unauthenticated": arn("guest")}
        self.call("SetIdentityPoolRoles", **{"IdentityPoolId": pool_id, "Roles": roles, **members})

    def guest(self, pool_id: str) -> str:
        identity_id: str = self.call("GetId", IdentityPoolId=pool_id)["IdentityId"]
        return identity_id

    def add_role(self, name: str, trusted: dict[str, Any], *policies: dict[str, Any]) -> Role:
        """A role, as a template makes it: there is no API for roles. It takes the place of one of the same name."""
        made = role(name, trusted, *policies)

        async def add() -> None:
            async with self.house.parts.store.write() as records:
                await records.delete_role(name)
                await records.add_role(made)

        self.house.runner.run(add())
        return made

    def signed(
        self, service: str, operation: str, credentials: dict[str, Any], region: str = REGION, **members: Any
    ) -> httpx.Response:
        body = json.dumps(members).encode()
        self.set_clock()
        return self.send(service, operation, body, signed_headers(service, operation, credentials, body, region))

    def set_clock(self) -> None:
        """The signer knows the time of day alone, and the house stands still since the tests began."""
        self.house.clock.time = float(int(time.time()))


@pytest.fixture(scope="session")
def reef(house: Any) -> Reef:
    return Reef(house)


@dataclass(frozen=True)
class Shore:
    """A user pool with one user, and an identity pool that takes its client's tokens."""

    reef: Reef
    user_pool: str
    client_id: str
    sub: str
    id: str

    @property
    def provider(self) -> str:
        return f"cognito-idp.{REGION}.amazonaws.com/{self.user_pool}"

    def tokens(self, name: str = "marina") -> dict[str, Any]:
        result: dict[str, Any] = self.reef.house.sign_in(self.client_id, name)
        return result

    def logins(self, name: str = "marina") -> dict[str, str]:
        return {self.provider: self.tokens(name)["IdToken"]}

    def identity(self, name: str = "marina") -> str:
        identity_id: str = self.reef.call("GetId", IdentityPoolId=self.id, Logins=self.logins(name))["IdentityId"]
        return identity_id

    def credentials(self, logins: dict[str, str] | None = None, **members: Any) -> dict[str, Any]:
        """Session keys of the user, or of a guest without ``logins``."""
        named = {"Logins": logins} if logins else {}
        identity = self.reef.call("GetId", IdentityPoolId=self.id, **named)["IdentityId"]
        answer = self.reef.call("GetCredentialsForIdentity", IdentityId=identity, **named, **members)
        found: dict[str, Any] = answer["Credentials"]
        return found


MakeShore = Callable[..., Shore]


@pytest.fixture
def make_shore(reef: Reef) -> MakeShore:
    """``provider`` are settings of the provider entry, the rest those of the identity pool."""

    def make(provider: dict[str, Any] | None = None, **settings: Any) -> Shore:
        user_pool = reef.house.pool()
        client_id = reef.house.client_id(user_pool)
        sub = reef.house.user(user_pool)
        name = f"cognito-idp.{REGION}.amazonaws.com/{user_pool}"
        entry = {"ProviderName": name, "ClientId": client_id, **(provider or {})}
        pool_id = reef.identity_pool(**{"CognitoIdentityProviders": [entry], **settings})
        reef.set_roles(pool_id)
        return Shore(reef, user_pool, client_id, sub, pool_id)

    return make


@pytest.fixture
def shore(make_shore: MakeShore) -> Shore:
    return make_shore()


AddRole = Callable[..., None]


@pytest.fixture
def add_role() -> AddRole:
    """Gives a running server a role, by its data directory."""

    def add(data: Path, name: str, trusted: dict[str, Any], *policies: dict[str, Any]) -> None:
        async def write() -> None:
            store = SqliteStore(data / "poolhouse.db", Sealer(load_master_key(data / MASTER_KEY_FILE)))
            async with store.write() as records:
                await records.add_role(role(name, trusted, *policies))
            store.close()

        asyncio.run(write())

    return add
