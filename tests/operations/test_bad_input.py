"""Bad input to every built operation: AWS's error type, never a crash, and nothing written."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from typing import Any

import botocore.session
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from poolhouse.operations.catalogue import OPERATIONS

MODEL = botocore.session.get_session().get_service_model("cognito-idp")
NAMES = sorted(OPERATIONS)
CLIENT_FAULTS = {
    *("InvalidParameterException", "SerializationException", "ResourceNotFoundException", "NotAuthorizedException"),
    *("UserNotFoundException", "ScopeDoesNotExistException", "InvalidPasswordException", "InvalidOAuthFlowException"),
    *("UnsupportedTokenTypeException", "FeatureUnavailableInTierException", "CodeMismatchException"),
    *("ExpiredCodeException", "UnauthorizedException", "LimitExceededException", "UnsupportedOperationException"),
    *("UsernameExistsException", "GroupExistsException", "DuplicateProviderException"),
    "ManagedLoginBrandingExistsException",
}
every_operation = pytest.mark.parametrize("operation", NAMES)


def shape(operation: str) -> Any:
    return MODEL.operation_model(operation).input_shape


def members(operation: str) -> dict[str, Any]:
    return dict(shape(operation).members)


class Reef:
    """A service of this module's own, with a pool, a client and a user in it."""

    def __init__(self, house: Any) -> None:
        self.house = house
        self.pool = house.pool()
        self.client = house.client_id(self.pool)
        house.user(self.pool)
        house.call("CreateGroup", UserPoolId=self.pool, GroupName="divers")
        self.token = house.sign_in(self.client)["AccessToken"]

    def content(self) -> list[str]:
        """Everything stored, but for counters of attempts."""
        with sqlite3.connect(self.house.data / "poolhouse.db") as database:
            return [line for line in database.iterdump() if '"attempts"' not in line and "sign_in_failures" not in line]

    def valid(self, operation: str) -> dict[str, Any]:
        """A request that passes validation; what it names may not exist."""
        return {
            name: self.value(name, kind) for name, kind in members(operation).items() if self.needs(operation, name)
        }

    def needs(self, operation: str, name: str) -> bool:
        return name in shape(operation).required_members

    def value(self, name: str, kind: Any) -> Any:
        known = {
            "UserPoolId": self.pool,
            "ClientId": self.client,
            "AccessToken": self.token,
            "Username": "nobody",
            "GroupName": "nowhere",
            "AuthFlow": "USER_PASSWORD_AUTH",
            "CustomAttributes": [{"Name": "berth", "AttributeDataType": "String"}],
            "ChallengeName": "PASSWORD_VERIFIER",
            "DeviceKey": "us-east-1_00000000-0000-4000-8000-000000000000",
            "ManagedLoginBrandingId": "00000000-0000-4000-8000-000000000000",
        }
        if name in known:
            return known[name]
        if kind.type_name == "string":
            return kind.enum[0] if kind.enum else "x" * max(6, kind.metadata.get("min", 0))
        if kind.type_name in ("integer", "long"):
            return 1
        return {"list": [], "map": {}, "structure": {}, "boolean": True}[kind.type_name]


@pytest.fixture(scope="module")
def reef(make_house: Callable[..., Any]) -> Reef:
    return Reef(make_house())


@pytest.fixture
def unchanged(reef: Reef) -> Iterator[None]:
    before = reef.content()
    yield
    assert reef.content() == before


@every_operation
@pytest.mark.usefixtures("unchanged")
def test_bodies_that_are_no_request(reef: Reef, operation: str) -> None:
    for body in (b"{", b"[]", b"5", b'"text"', b"null", b"\xff\xfe", b'{"a":}', b"{}{}", b"[" * 5000):
        error, _ = reef.house.error(reef.house.respond(operation, body))
        assert error in ("SerializationException", "InvalidParameterException"), body[:20]


@every_operation
@pytest.mark.usefixtures("unchanged")
def test_missing_members(reef: Reef, operation: str) -> None:
    for name in shape(operation).required_members:
        request = {key: value for key, value in reef.valid(operation).items() if key != name}
        for body in (request, request | {name: None}):
            error, text = reef.house.refusal(operation, **body)
            assert error == "InvalidParameterException", name
            path = name[0].lower() + name[1:]
            assert f"at '{path}' failed to satisfy constraint: Member must not be null" in text


@every_operation
@pytest.mark.usefixtures("unchanged")
def test_wrong_types(reef: Reef, operation: str) -> None:
    for name, kind in members(operation).items():
        wrong: list[Any] = [[[]]] if kind.type_name == "list" else [[1], []]
        wrong += [{}] if kind.type_name in ("string", "integer", "boolean", "list") else ["text", 5]
        for value in wrong:
            error, _ = reef.house.refusal(operation, **reef.valid(operation) | {name: value})
            assert error in ("SerializationException", "InvalidParameterException"), (name, value)


@every_operation
@pytest.mark.usefixtures("unchanged")
def test_members_that_are_too_long(reef: Reef, operation: str) -> None:
    for name, kind in members(operation).items():
        limit = kind.metadata.get("max")
        if kind.type_name != "string" or limit is None or kind.enum:
            continue
        error, text = reef.house.refusal(operation, **reef.valid(operation) | {name: "a" * (limit + 1)})
        assert error == "InvalidParameterException", name
        assert f"Member must have length less than or equal to {limit}" in text


@pytest.mark.parametrize("operation", [name for name in NAMES if "UserPoolId" in members(name)])
@pytest.mark.usefixtures("unchanged")
def test_unknown_pools(reef: Reef, operation: str) -> None:
    request = reef.valid(operation) | {"UserPoolId": "us-east-1_Nowhere01"}
    unknown = ("ResourceNotFoundException", "User pool us-east-1_Nowhere01 does not exist.")
    assert reef.house.refusal(operation, **request) == unknown


@pytest.mark.parametrize("operation", [name for name in NAMES if "ClientId" in shape(name).required_members])
@pytest.mark.usefixtures("unchanged")
def test_unknown_clients(reef: Reef, operation: str) -> None:
    unknown = ("ResourceNotFoundException", "User pool client nosuchclient does not exist.")
    assert reef.house.refusal(operation, **reef.valid(operation) | {"ClientId": "nosuchclient"}) == unknown


@pytest.mark.parametrize(
    "operation", [name for name in NAMES if name.startswith("Admin") and "Username" in members(name)]
)
@pytest.mark.usefixtures("unchanged")
def test_unknown_users(reef: Reef, operation: str) -> None:
    if operation == "AdminCreateUser":
        request = reef.valid(operation) | {"MessageAction": "RESEND"}
    else:
        request = reef.valid(operation)
    assert reef.house.refusal(operation, **request) == ("UserNotFoundException", "User does not exist.")


TEXTS = st.text(max_size=40) | st.sampled_from(["\x00", "\ud800", "' OR 1=1 --", "../..", "%00", "${x}", "\u202e"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)


@every_operation
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_anything_at_all(reef: Reef, operation: str, data: st.DataObject) -> None:
    request = reef.valid(operation)
    if operation.startswith("Delete") or "SignOut" in operation:
        request["UserPoolId"] = "us-east-1_Nowhere01"
        request["AccessToken"] = "x"
    name = data.draw(st.sampled_from(sorted(members(operation))))

    body = json.dumps(request | {name: data.draw(JSON)}).encode()
    response = reef.house.respond(operation, body)
    assert response.status_code in (200, 400, 501), response.text
    if response.status_code == 400:
        assert reef.house.error(response)[0] in CLIENT_FAULTS
