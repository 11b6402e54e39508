from __future__ import annotations

import asyncio
import json
import logging
import sqlite3
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from poolhouse.errors import ServiceError
from poolhouse.http.body import BodyLimits
from poolhouse.operations.caller import Caller
from poolhouse.wire import cognito_idp as types

PREFIX = "AWSCognitoIdentityProviderService."
FIRST_ID = "00000000-0000-4000-8000-000000000001"
SIGN_IN = {"AuthFlow": "USER_AUTH", "ClientId": "abc"}


async def empty(request: Any, caller: Caller) -> None:
    return None


async def test_answer_of_an_operation(make_edge: Any, call: Any) -> None:
    async def initiate_auth(request: types.InitiateAuthRequest, caller: Caller) -> types.InitiateAuthResponse:
        return types.InitiateAuthResponse(session=request.client_id, challenge_name="PASSWORD")

    answer = await call(make_edge({"InitiateAuth": initiate_auth}), "InitiateAuth", SIGN_IN)
    assert answer.status_code == 200
    assert answer.json() == {"ChallengeName": "PASSWORD", "Session": "abc"}
    assert answer.headers["content-type"] == "application/x-amz-json-1.1"
    assert answer.headers["x-amzn-requestid"] == FIRST_ID
    assert answer.headers["access-control-allow-origin"] == "*"
    assert (
        answer.headers["access-control-expose-headers"] == "x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date"
    )


async def test_operation_without_output_answers_an_empty_object(make_edge: Any, call: Any) -> None:
    answer = await call(make_edge({"GlobalSignOut": empty}), "GlobalSignOut", {"AccessToken": "x"})
    assert (answer.status_code, answer.content) == (200, b"{}")


@pytest.mark.parametrize("content_type", ["application/x-amz-json-1.0", "Application/X-Amz-Json-1.1; charset=utf-8"])
async def test_content_types_of_the_protocol(make_edge: Any, call: Any, content_type: str) -> None:
    edge = make_edge({"InitiateAuth": empty})
    assert (await call(edge, "InitiateAuth", SIGN_IN, content_type=content_type)).status_code == 200


async def test_error_in_body_and_headers(make_edge: Any, call: Any) -> None:
    async def refuse(request: Any, caller: Caller) -> None:
        raise ServiceError("NotAuthorizedException", "Invalid Refresh Token.", hint="secret hint")

    answer = await call(make_edge({"InitiateAuth": refuse}), "InitiateAuth", SIGN_IN)
    assert answer.status_code == 400
    assert answer.content == b'{"__type":"NotAuthorizedException","message":"Invalid Refresh Token."}'
    assert answer.headers["x-amzn-errortype"] == "NotAuthorizedException:"
    assert answer.headers["x-amzn-errormessage"] == "Invalid Refresh Token."
    assert answer.headers["x-amzn-requestid"] == FIRST_ID
    assert answer.headers["access-control-allow-origin"] == "*"


async def test_error_text_cannot_break_the_headers(make_edge: Any, call: Any) -> None:
    text = "line\r\nset-cookie: a=b \u20ac \u00fc\x00" + "x" * 5000

    async def refuse(request: Any, caller: Caller) -> None:
        raise ServiceError("UserLambdaValidationException", text)

    answer = await call(make_edge({"InitiateAuth": refuse}), "InitiateAuth", SIGN_IN)
    assert answer.json()["message"] == text
    assert answer.headers["x-amzn-errormessage"].startswith("line??set-cookie: a=b ? ??xxx")
    assert len(answer.headers["x-amzn-errormessage"]) == 1024
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    "headers",
    [
        {"x_amz_target": "Nonsense"},
        {"x_amz_target": ""},
        {"x_amz_target": PREFIX + "NoSuchOperation"},
        {"x_amz_target": "AWSCognitoIdentityService.InitiateAuth"},
        {"content_type": "application/json"},
        {"content_type": ""},
    ],
)
async def test_unknown_operation(make_edge: Any, call: Any, headers: dict[str, str]) -> None:
    answer = await call(make_edge({"InitiateAuth": empty}), "InitiateAuth", SIGN_IN, **headers)
    assert answer.status_code == 400
    assert answer.json()["__type"] == "UnknownOperationException"


async def test_operation_of_the_model_that_is_not_built(make_edge: Any, call: Any) -> None:
    answer = await call(make_edge(), "SignUp", {})
    assert answer.status_code == 501
    assert answer.json()["__type"] == "NotImplementedException"
    assert "SignUp" in answer.json()["message"]


def test_handlers_must_be_in_the_model(make_edge: Any) -> None:
    with pytest.raises(ValueError, match="Frobnicate"):
        make_edge({"Frobnicate": empty})


async def test_crash_is_logged_without_texts_and_answered_without_details(
    make_edge: Any, call: Any, caplog: pytest.LogCaptureFixture
) -> None:
    async def crash(request: Any, caller: Caller) -> None:
        try:
            raise KeyError(request.client_id)
        except KeyError as error:
            raise RuntimeError(request.client_id) from error

    answer = await call(make_edge({"InitiateAuth": crash}), "InitiateAuth", SIGN_IN | {"ClientId": "hunter2"})
    assert answer.status_code == 500
    assert answer.json() == {"__type": "InternalErrorException", "message": "Internal error."}
    assert answer.headers["x-amzn-errortype"] == "InternalErrorException:"
    assert "hunter2" not in caplog.text
    assert "RuntimeError" in caplog.text
    assert "KeyError" in caplog.text
    assert "in crash" in caplog.text


async def test_the_log_says_what_the_database_has(make_edge: Any, call: Any, caplog: pytest.LogCaptureFixture) -> None:
    async def read_only(request: Any, caller: Caller) -> None:
        connection = sqlite3.connect(":memory:")
        connection.execute("PRAGMA query_only = ON")
        connection.execute("CREATE TABLE tide (id)")

    answer = await call(make_edge({"InitiateAuth": read_only}), "InitiateAuth", SIGN_IN)
    assert answer.status_code == 500
    assert "OperationalError SQLITE_READONLY" in caplog.text


async def test_hint_of_a_refusal_reaches_the_log_alone(
    make_edge: Any, call: Any, caplog: pytest.LogCaptureFixture
) -> None:
    async def refuse(request: Any, caller: Caller) -> None:
        raise ServiceError("NotAuthorizedException", "text", hint="the pool forbids it")

    with caplog.at_level(logging.INFO, "poolhouse.http"):
        answer = await call(make_edge({"InitiateAuth": refuse}), "InitiateAuth", SIGN_IN)
    assert "the pool forbids it" in caplog.text
    assert "forbids" not in answer.text


async def test_preflight(make_edge: Any, connect: Callable[..., httpx.AsyncClient]) -> None:
    async with connect(make_edge()) as client:
        asked = {
            "origin": "http://localhost:3000",
            "access-control-request-method": "POST",
            "access-control-request-headers": "content-type,x-amz-target,x-my-own",
        }
        answer = await client.options("/", headers=asked)
        plain = await client.options("/", headers=asked | {"access-control-request-headers": "a\x7fb"})
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["access-control-allow-methods"] == "POST"
    assert answer.headers["access-control-allow-headers"] == "content-type,x-amz-target,x-my-own"
    assert answer.headers["access-control-max-age"] == "172800"
    assert answer.headers["x-amzn-requestid"] == FIRST_ID
    assert "x-amz-security-token" in plain.headers["access-control-allow-headers"]


async def test_other_methods(make_edge: Any, connect: Callable[..., httpx.AsyncClient]) -> None:
    async with connect(make_edge()) as client:
        answer = await client.get("/")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "POST, OPTIONS"


@pytest.mark.parametrize(
    "body", [b"", b"not json", b"[]", b'{"AuthFlow":', b'{"ClientId":"\xff"}', b'{"ClientId":NaN}', b"null", b"1"]
)
async def test_malformed_bodies(make_edge: Any, call: Any, body: bytes) -> None:
    answer = await call(make_edge({"InitiateAuth": empty}), "InitiateAuth", body)
    assert answer.status_code == 400
    assert answer.json()["__type"] == "SerializationException"


async def test_oversize_body(make_edge: Any, call: Any) -> None:
    edge = make_edge({"InitiateAuth": empty}, limits=BodyLimits(size=100))
    answer = await call(edge, "InitiateAuth", b" " * 101)
    assert answer.status_code == 413
    assert answer.headers["connection"] == "close"


async def test_oversize_body_without_announced_length(
    make_edge: Any, connect: Callable[..., httpx.AsyncClient]
) -> None:
    sent = 0

    async def endless() -> Any:
        nonlocal sent
        for _ in range(1000):
            sent += 1
            yield b" " * 50

    async with connect(make_edge(limits=BodyLimits(size=100))) as client:
        answer = await client.post("/", content=endless(), headers={"x-amz-target": PREFIX + "InitiateAuth"})
    assert answer.status_code == 413
    assert sent < 10


async def test_body_that_never_ends(make_edge: Any, connect: Callable[..., httpx.AsyncClient]) -> None:
    async def stalled() -> Any:
        yield b"{"
        await asyncio.Event().wait()

    async with connect(make_edge(limits=BodyLimits(seconds=0.01))) as client:
        answer = await client.post("/", content=stalled(), headers={"x-amz-target": PREFIX + "InitiateAuth"})
    assert answer.status_code == 408
    assert answer.headers["connection"] == "close"


async def test_caller(make_edge: Any, call: Any, credentials: str) -> None:
    callers: list[Caller] = []

    async def remember(request: Any, caller: Caller) -> None:
        callers.append(caller)

    edge = make_edge({"InitiateAuth": remember, "AdminGetUser": remember})
    await call(edge, "InitiateAuth", SIGN_IN, user_agent="Boto3/1.44.5 md/Botocore#1.44.5 ua/2.1", authorization="junk")
    user = {"UserPoolId": "us-east-1_Known", "Username": "jo"}
    await call(edge, "AdminGetUser", user, authorization=credentials, host="localhost:81")
    assert callers == [
        Caller("aws-sdk-python-1.44.5", "http://127.0.0.1:9500", "127.0.0.1", FIRST_ID, None),
        Caller(
            "aws-sdk-unknown-unknown",
            "http://localhost:81",
            "127.0.0.1",
            FIRST_ID[:-1] + "2",
            "arn:aws:iam::000000000000:root",
        ),
    ]


async def test_several_violations_in_one_message(make_edge: Any, call: Any) -> None:
    answer = await call(make_edge({"SignUp": empty}), "SignUp", json.dumps({"ClientId": "a", "Password": ""}).encode())
    assert answer.json()["__type"] == "InvalidParameterException"
    assert answer.json()["message"] == (
        "2 validation errors detected: Value at 'username' failed to satisfy constraint: Member must not be null; "
        "Value at 'password' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\S]+"
    )
