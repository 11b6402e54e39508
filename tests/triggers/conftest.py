"""A function runtime that runs Python callables, and a user to issue tokens to."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from poolhouse.model.group import GroupClaims
from poolhouse.ports import FunctionTimedOut, FunctionUnavailable, Invocation
from poolhouse.triggers.pre_token_generation.event import Principal

CLIENT_ID = "3n4b5urk1ft4fl3mg5e62d9ado"
DIVER = "arn:aws:iam::000000000000:role/diver"


@dataclass
class CallableRuntime:
    """Answers each call with ``handler(event)`` by way of JSON, as Lambda does.

    A handler may return bytes (sent as they are) or raise: FunctionTimedOut and FunctionUnavailable reach the caller,
    anything else becomes Lambda's error document.
    """

    handler: Callable[[dict[str, Any]], Any] = lambda event: event
    calls: list[dict[str, Any]] = field(default_factory=list)

    async def invoke(self, arn: str, payload: bytes, *, timeout: float, source_arn: str | None = None) -> Invocation:
        event = json.loads(payload)
        self.calls.append({"arn": arn, "event": event, "timeout": timeout, "source_arn": source_arn})
        try:
            answer = self.handler(json.loads(payload))
        except (FunctionTimedOut, FunctionUnavailable):
            raise
        except Exception as error:
            document = {"errorMessage": str(error), "errorType": type(error).__name__, "trace": []}
            return Invocation("request-1", json.dumps(document).encode(), "Unhandled", bytes, 1.5)
        body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        return Invocation("request-1", body, None, bytes, 1.5)


@pytest.fixture
def runtime() -> CallableRuntime:
    return CallableRuntime()


@pytest.fixture(scope="session")
def make_principal() -> Callable[..., Principal]:
    def make(**changes: Any) -> Principal:
        values: dict[str, Any] = {
            "region": "us-west-2",
            "user_pool_id": "us-west-2_PoolHse01",
            "client_id": CLIENT_ID,
            "trigger_source": "TokenGeneration_Authentication",
            "scopes": ("aws.cognito.signin.user.admin",),
            "username": "marina",
            "user_attributes": {
                "sub": "7c9e6679-7425-40de-944b-e07fc1f90ae7",
                "cognito:user_status": "CONFIRMED",
                "email": "marina@poolhouse.test",
                "email_verified": "true",
            },
            "groups": GroupClaims(("divers", "crew"), (DIVER,), DIVER),
        }
        return Principal(**(values | changes))

    return make


@pytest.fixture
def machine() -> Principal:
    return Principal(
        region="us-west-2",
        user_pool_id="us-west-2_PoolHse01",
        client_id=CLIENT_ID,
        trigger_source="TokenGeneration_ClientCredentials",
        scopes=("harbour-api/berths.read",),
        client_metadata={"tenant": "t9"},
    )


@pytest.fixture
def base_id() -> dict[str, Any]:
    return {
        "sub": "7c9e6679-7425-40de-944b-e07fc1f90ae7",
        "email_verified": True,
        "iss": "http://127.0.0.1:9500/us-west-2_PoolHse01",
        "cognito:username": "marina",
        "cognito:groups": ["divers", "crew"],
        "cognito:roles": [DIVER],
        "cognito:preferred_role": DIVER,
        "origin_jti": "0a6f1c52-5c1b-4c39-8d0e-9e3f6a1b2c3d",
        "aud": CLIENT_ID,
        "event_id": "5d2c7b1e-4f60-4a55-9c0d-0a1b2c3d4e5f",
        "token_use": "id",
        "auth_time": 1795201507,
        "exp": 1795205107,
        "iat": 1795201507,
        "jti": "b1c0aaaa-0000-4000-8000-000000000001",
        "email": "marina@poolhouse.test",
        "phone_number": "+4930123456",
        "custom:berth": "14",
        "dev:custom:hull": "9",
    }


@pytest.fixture
def base_access() -> dict[str, Any]:
    return {
        "sub": "7c9e6679-7425-40de-944b-e07fc1f90ae7",
        "cognito:groups": ["divers", "crew"],
        "iss": "http://127.0.0.1:9500/us-west-2_PoolHse01",
        "client_id": CLIENT_ID,
        "origin_jti": "0a6f1c52-5c1b-4c39-8d0e-9e3f6a1b2c3d",
        "event_id": "5d2c7b1e-4f60-4a55-9c0d-0a1b2c3d4e5f",
        "token_use": "access",
        "auth_time": 1795201507,
        "exp": 1795205107,
        "iat": 1795201507,
        "jti": "b1c0aaaa-0000-4000-8000-000000000002",
        "username": "marina",
    }


@pytest.fixture
def machine_access() -> dict[str, Any]:
    return {
        "sub": CLIENT_ID,
        "token_use": "access",
        "auth_time": 1795201507,
        "iss": "http://127.0.0.1:9500/us-west-2_PoolHse01",
        "exp": 1795205107,
        "iat": 1795201507,
        "version": 2,
        "jti": "e77aaaaa-0000-4000-8000-000000000003",
        "client_id": CLIENT_ID,
    }
