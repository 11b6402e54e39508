from __future__ import annotations

from typing import Any

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.loaders import Loader

from poolhouse.http.authorization import VerifiedSignatures
from poolhouse.model.sigv4 import parse_time
from poolhouse.operations.caller import Caller
from poolhouse.wire.cognito_idp import OPERATIONS

TARGET = "AWSCognitoIdentityProviderService."
SIGNED_OPERATION = "DescribeUserPool"
BODY = b'{"UserPoolId":"us-east-1_Known"}'
MODEL = Loader().load_service_model("cognito-idp", "service-2")["operations"]
UNSIGNED = sorted(name for name, operation in MODEL.items() if operation.get("authtype") == "none")
ACCEPT_BOTH = ["GetClientToken", "GetDerivedToken"]
SIGNED = sorted(MODEL.keys() - set(UNSIGNED) - set(ACCEPT_BOTH))


class FrozenClock:
    def __init__(self, now: float) -> None:
        self._now = now

    def now(self) -> float:
        return self._now


class OneKey:
    async def get(self, access_key_id: str) -> str | None:
        return "fake-secret" if access_key_id == "AKIDEXAMPLE" else None


@pytest.fixture
def callers() -> list[Caller]:
    return []


@pytest.fixture
def edge_at(make_edge: Any, callers: list[Caller]) -> Any:
    """An edge that verifies signatures; its clock stands ``offset`` seconds after the signing time."""

    async def describe(request: Any, caller: Caller) -> None:
        callers.append(caller)

    def make(signed_at: str, offset: float = 0) -> Any:
        at = parse_time(signed_at)
        assert at is not None
        verified = VerifiedSignatures(
            OneKey(), FrozenClock(at + offset), account="000000000000", region="us-east-1", service="cognito-idp"
        )
        return make_edge({SIGNED_OPERATION: describe}, authorizer=verified)

    return make


def signed(
    *, key: str = "AKIDEXAMPLE", secret: str = "fake-secret", region: str = "us-east-1", service: str = "cognito-idp"
) -> dict[str, str]:
    """Headers made by botocore's own signer."""
    headers = {"content-type": "application/x-amz-json-1.1", "x-amz-target": TARGET + SIGNED_OPERATION}
    request = AWSRequest("POST", "http://127.0.0.1:9500/", headers=headers, data=BODY)
    SigV4Auth(Credentials(key, secret), service, region).add_auth(request)
    return {name.lower(): value for name, value in request.headers.items()}


async def test_signature_of_a_known_key(edge_at: Any, call: Any, callers: list[Caller]) -> None:
    headers = signed()
    for offset in (-300, 0, 300):
        assert (
            await call(edge_at(headers["x-amz-date"], offset), SIGNED_OPERATION, BODY, **headers)
        ).status_code == 200
    assert callers[0].principal_arn == "arn:aws:iam::000000000000:user/AKIDEXAMPLE"


@pytest.mark.parametrize(
    ("signer", "error", "text"),
    [
        ({"key": "AKIDOTHER"}, "UnrecognizedClientException", "The security token included in the request is invalid."),
        ({"secret": "wrong"}, "InvalidSignatureException", "The request signature we calculated does not match"),
        ({"region": "eu-west-1"}, "InvalidSignatureException", "valid region"),
        ({"service": "lambda"}, "InvalidSignatureException", "correct service: 'cognito-idp'"),
    ],
)
async def test_foreign_signatures(edge_at: Any, call: Any, signer: dict[str, str], error: str, text: str) -> None:
    headers = signed(**signer)
    answer = await call(edge_at(headers["x-amz-date"]), SIGNED_OPERATION, BODY, **headers)
    assert answer.status_code == 400
    assert answer.json()["__type"] == error
    assert text in answer.json()["message"]


async def test_tampered_body(edge_at: Any, call: Any, callers: list[Caller]) -> None:
    headers = signed()
    answer = await call(edge_at(headers["x-amz-date"]), SIGNED_OPERATION, BODY.replace(b"Known", b"Other"), **headers)
    assert answer.json()["__type"] == "InvalidSignatureException"
    assert callers == []


@pytest.mark.parametrize("header", ["x-amz-target", "host"])
async def test_tampered_header(edge_at: Any, call: Any, callers: list[Caller], header: str) -> None:
    headers = signed()
    changed = {"x-amz-target": TARGET + "DeleteUserPool", "host": "elsewhere.example"}[header]
    answer = await call(edge_at(headers["x-amz-date"]), SIGNED_OPERATION, BODY, **(headers | {header: changed}))
    assert answer.json()["__type"] == "InvalidSignatureException"
    assert callers == []


@pytest.mark.parametrize(("offset", "text"), [(301, "Signature expired"), (-301, "Signature not yet current")])
async def test_skew(edge_at: Any, call: Any, offset: float, text: str) -> None:
    headers = signed()
    answer = await call(edge_at(headers["x-amz-date"], offset), SIGNED_OPERATION, BODY, **headers)
    assert answer.json()["__type"] == "InvalidSignatureException"
    assert answer.json()["message"].startswith(text)


async def test_missing_time(edge_at: Any, call: Any) -> None:
    headers = signed()
    at = headers.pop("x-amz-date")
    answer = await call(edge_at(at), SIGNED_OPERATION, BODY, **headers)
    assert answer.json()["__type"] == "IncompleteSignatureException"


@pytest.mark.parametrize("operation", SIGNED)
async def test_signed_operations_refuse_unsigned_calls(make_edge: Any, call: Any, operation: str) -> None:
    answer = await call(make_edge(), operation, {})
    assert answer.status_code == 400
    assert answer.json() == {
        "__type": "MissingAuthenticationTokenException",
        "message": "Missing Authentication Token",
    }


@pytest.mark.parametrize("operation", UNSIGNED + ACCEPT_BOTH)
async def test_public_operations_ignore_any_authorization(make_edge: Any, call: Any, operation: str) -> None:
    edge = make_edge()
    for headers in ({}, {"authorization": "junk"}, {"authorization": "AWS4-HMAC-SHA256 nonsense"}):
        answer = await call(edge, operation, {}, **headers)
        assert answer.status_code == 501, "reached the operation, which this edge lacks"


def test_both_kinds_together_are_the_model() -> None:
    assert len(UNSIGNED) == 34
    assert {name for name, operation in OPERATIONS.items() if operation.unsigned} == {*UNSIGNED, *ACCEPT_BOTH}
    assert OPERATIONS.keys() == MODEL.keys()


@pytest.mark.parametrize(
    "header",
    [
        "Bearer abc",
        "AWS4-HMAC-SHA256",
        "AWS4-HMAC-SHA256 Credential=a/20261121/us-east-1/cognito-idp/aws4_request, SignedHeaders=host",
        "AWS4-HMAC-SHA256 Credential=a, SignedHeaders=host, Signature=" + "0" * 64,
    ],
)
async def test_malformed_authorization(make_edge: Any, call: Any, header: str) -> None:
    answer = await call(make_edge(), SIGNED_OPERATION, BODY, authorization=header)
    assert answer.json()["__type"] == "IncompleteSignatureException"


async def test_any_well_formed_credentials_on_loopback(make_edge: Any, call: Any, credentials: str) -> None:
    assert (await call(make_edge(), SIGNED_OPERATION, BODY, authorization=credentials)).status_code == 501


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "rebound.example"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"x_forwarded_for": "203.0.113.9"},
    ],
    ids=lambda headers: next(iter(headers)),
)
async def test_unverified_credentials_are_taken_from_this_machine_only(
    make_edge: Any, call: Any, credentials: str, headers: dict[str, str]
) -> None:
    called: list[Any] = []

    async def remember(request: Any, caller: Caller) -> None:
        called.append(request)

    edge = make_edge({"AdminGetUser": remember, "InitiateAuth": remember})
    user = {"UserPoolId": "us-east-1_Known", "Username": "jo"}
    answer = await call(edge, "AdminGetUser", user, authorization=credentials, **headers)
    assert answer.json()["__type"] == "AccessDeniedException"
    assert called == []
    sign_in = {"AuthFlow": "USER_SRP_AUTH", "ClientId": "client"}
    assert (await call(edge, "InitiateAuth", sign_in, **headers)).status_code == 200


async def test_a_page_of_this_machine_may_administer(make_edge: Any, call: Any, credentials: str) -> None:
    async def nothing(request: Any, caller: Caller) -> None:
        return None

    user = {"UserPoolId": "us-east-1_Known", "Username": "jo"}
    edge = make_edge({"AdminGetUser": nothing})
    answer = await call(edge, "AdminGetUser", user, authorization=credentials, origin="http://localhost:3000")
    assert answer.status_code == 200
