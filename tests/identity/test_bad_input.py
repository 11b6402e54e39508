"""Bad input to every built operation of identity pools: an error type of the service, no crash, nothing written."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from typing import Any

import botocore.session
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from poolhouse.identity.catalogue import OPERATIONS
from poolhouse.wire.cognito_identity import OPERATIONS as KNOWN
from tests.identity.conftest import SIGNED_BY_ANYONE, Reef

MODEL = botocore.session.get_session().get_service_model("cognito-identity")
NAMES = sorted(OPERATIONS)
INVALID = ("SerializationException", "ValidationException")
CLIENT_FAULTS = {
    *INVALID,
    *("InvalidParameterException", "ResourceNotFoundException", "NotAuthorizedException", "ResourceConflictException"),
    *("InvalidIdentityPoolConfigurationException", "DeveloperUserAlreadyRegisteredException"),
}
every_operation = pytest.mark.parametrize("operation", NAMES)


def shape(operation: str) -> Any:
    return MODEL.operation_model(operation).input_shape


def members(operation: str) -> dict[str, Any]:
    return dict(shape(operation).members)


class Filled(Reef):
    """A service of this module's own, with a pool and two identities in it."""

    def __init__(self, house: Any) -> None:
        super().__init__(house)
        self.pool = self.identity_pool(DeveloperProviderName="dev.harbour", AllowClassicFlow=True)
        self.set_roles(self.pool)
        self.identity = self.guest(self.pool)
        logins = {"dev.harbour": "ana"}
        self.call("GetOpenIdTokenForDeveloperIdentity", IdentityPoolId=self.pool, Logins=logins)

    def post(self, operation: str, body: bytes) -> Any:
        return self.send("cognito-identity", operation, body, {"authorization": SIGNED_BY_ANYONE})

    def content(self) -> list[str]:
        with sqlite3.connect(self.house.data / "poolhouse.db") as database:
            return list(database.iterdump())

    def valid(self, operation: str) -> dict[str, Any]:
        """A request that passes validation; what it names may not exist."""
        required = shape(operation).required_members
        return {name: self.value(name, kind) for name, kind in members(operation).items() if name in required}

    def value(self, name: str, kind: Any) -> Any:
        known = {
            "IdentityPoolId": self.pool,
            "IdentityId": self.identity,
            "IdentityIdsToDelete": ["us-east-1:0"],
            "ResourceArn": f"arn:aws:cognito-identity:us-east-1:000000000000:identitypool/{self.pool}",
        }
        if name in known:
            return known[name]
        if kind.type_name == "string":
            return "x" * max(6, kind.metadata.get("min", 0))
        return {"list": [], "map": {}, "boolean": True, "integer": 1}[kind.type_name]


@pytest.fixture(scope="module")
def filled(make_house: Callable[..., Any]) -> Filled:
    return Filled(make_house())


@pytest.fixture
def unchanged(filled: Filled) -> Iterator[None]:
    before = filled.content()
    yield
    assert filled.content() == before


def test_every_operation_of_the_model_is_built_or_says_so(filled: Filled) -> None:
    for name in KNOWN.keys() - OPERATIONS.keys():
        response = filled.post(name, b"{}")
        assert (response.status_code, response.json()["__type"]) == (501, "NotImplementedException")


@every_operation
@pytest.mark.usefixtures("unchanged")
def test_bodies_that_are_no_request(filled: Filled, operation: str) -> None:
    for body in (b"{", b"[]", b"5", b'"text"', b"null", b"\xff\xfe", b'{"a":}', b"{}{}", b"[" * 5000):
        assert filled.house.error(filled.post(operation, body))[0] in INVALID, body[:20]


@every_operation
@pytest.mark.usefixtures("unchanged")
def test_missing_members(filled: Filled, operation: str) -> None:
    for name in shape(operation).required_members:
        request = {key: value for key, value in filled.valid(operation).items() if key != name}
        for body in (request, request | {name: None}):
            error, text = filled.refusal(operation, **body)
            path = name[0].lower() + name[1:]
            assert error == "ValidationException"
            assert f"at '{path}' failed to satisfy constraint: Member must not be null" in text


@every_operation
@pytest.mark.usefixtures("unchanged")
def test_wrong_types(filled: Filled, operation: str) -> None:
    for name, kind in members(operation).items():
        wrong: list[Any] = [[[]]] if kind.type_name == "list" else [[1], []]
        wrong += [{}] if kind.type_name in ("string", "integer", "long", "boolean", "list") else ["text", 5]
        for value in wrong:
            assert filled.refusal(operation, **filled.valid(operation) | {name: value})[0] in INVALID, (name, value)


@every_operation
@pytest.mark.usefixtures("unchanged")
def test_members_that_are_too_long(filled: Filled, operation: str) -> None:
    for name, kind in members(operation).items():
        limit = kind.metadata.get("max")
        if kind.type_name == "string" and limit is not None and not kind.enum:
            error, text = filled.refusal(operation, **filled.valid(operation) | {name: "a" * (limit + 1)})
            assert error == "ValidationException", name
            assert f"Member must have length less than or equal to {limit}" in text


def test_a_refusal_names_every_violation_in_the_services_words(filled: Filled) -> None:
    request = {"IdentityPoolId": "nonsense", "AccountId": "x", "Logins": {"p": ""}}
    error, text = filled.refusal("GetId", **request)
    assert error == "ValidationException"
    assert text == (
        "3 validation errors detected: Value 'x' at 'accountId' failed to satisfy constraint: "
        "Member must satisfy regular expression pattern: \\d+; "
        "Value 'nonsense' at 'identityPoolId' failed to satisfy constraint: "
        "Member must satisfy regular expression pattern: [\\w-]+:[0-9a-f-]+; "
        "Value at 'logins' failed to satisfy constraint: "
        "Map value must satisfy constraint: [Member must have length greater than or equal to 1]"
    )


TEXTS = st.text(max_size=40) | st.sampled_from(["\x00", "\ud800", "' OR 1=1 --", "../..", "%00", "${x}", "\u202e"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)


@every_operation
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_anything_at_all(filled: Filled, operation: str, data: st.DataObject) -> None:
    request = filled.valid(operation)
    if operation.startswith("Delete"):
        request["IdentityPoolId"] = "us-east-1:0"
    name = data.draw(st.sampled_from(sorted(members(operation))))
    response = filled.post(operation, json.dumps(request | {name: data.draw(JSON)}).encode())
    assert response.status_code in (200, 400, 501), response.text
    if response.status_code == 400:
        assert filled.house.error(response)[0] in CLIENT_FAULTS
