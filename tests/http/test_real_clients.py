"""Boto3 and raw sockets against a real server process."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError


@contextmanager
def server(header_seconds: float) -> Iterator[int]:
    script = Path(__file__).parent / "serve_echo.py"
    command = [sys.executable, str(script), str(header_seconds)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline())
        finally:
            process.terminate()
        assert process.wait(10) in (0, -15)


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with server(header_seconds=0.2) as port:
        yield port


@pytest.fixture(scope="module")
def cognito(port: int) -> Any:
    return boto3.client(
        "cognito-idp",
        endpoint_url=f"http://127.0.0.1:{port}",
        region_name="us-east-1",
        aws_access_key_id="AKIDEXAMPLE",
        aws_secret_access_key="fake-secret",
        config=Config(retries={"max_attempts": 0}),
    )


def test_unsigned_operation(cognito: Any) -> None:
    answer = cognito.initiate_auth(AuthFlow="USER_AUTH", ClientId="abc")
    assert answer["ChallengeName"] == "PASSWORD"
    assert answer["ChallengeParameters"]["sdk"] == f"aws-sdk-python-{boto3.__version__}"
    assert answer["ResponseMetadata"]["RequestId"] == "00000000-0000-4000-8000-000000000001"


def test_signed_operation_and_time_stamp(cognito: Any) -> None:
    answer = cognito.admin_get_user(UserPoolId="us-east-1_abc", Username="jo")
    assert answer["UserCreateDate"].astimezone(UTC) == datetime(2016, 8, 22, 13, 11, 12, 647000, UTC)
    assert answer["UserAttributes"] == [{"Name": "arn", "Value": "arn:aws:iam::000000000000:root"}]


def test_modelled_error(cognito: Any) -> None:
    with pytest.raises(cognito.exceptions.NotAuthorizedException) as caught:
        cognito.initiate_auth(AuthFlow="USER_AUTH", ClientId="refused")
    assert caught.value.response["Error"] == {
        "Message": "Incorrect username or password.",
        "Code": "NotAuthorizedException",
    }


@pytest.mark.parametrize(
    ("call", "code", "status"),
    [
        (lambda c: c.initiate_auth(AuthFlow="NONE", ClientId="a"), "InvalidParameterException", 400),
        (lambda c: c.initiate_auth(AuthFlow="USER_AUTH", ClientId="crash"), "InternalErrorException", 500),
        (lambda c: c.list_user_pools(MaxResults=1), "NotImplementedException", 501),
        (lambda c: c.initiate_auth(AuthFlow="USER_AUTH", ClientId="a" * 2000), "RequestEntityTooLargeException", 413),
    ],
)
def test_other_errors(cognito: Any, call: Any, code: str, status: int) -> None:
    with pytest.raises(ClientError) as caught:
        call(cognito)
    assert caught.value.response["Error"]["Code"] == code
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == status


def everything(port: int, sent: bytes) -> bytes:
    """What the server answers until it closes the connection, to a client that sends no more than ``sent``."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(sent)
        received = b""
        try:
            while piece := connection.recv(65536):
                received += piece
        except ConnectionResetError:
            pass
        return received


HEAD = b"POST / HTTP/1.1\r\nhost: x\r\nx-amz-target: AWSCognitoIdentityProviderService.InitiateAuth\r\n"


@pytest.mark.parametrize("sent", [b"", b"POST / HT", HEAD, b"\r\n", b"GET /health HTTP/1.1\r\nhost: x\r\n\r\nGET /h"])
def test_headers_that_never_end(port: int, sent: bytes) -> None:
    answer = everything(port, sent)
    assert answer.count(b"HTTP/1.1") == sent.count(b"\r\n\r\n")


def test_endless_headers() -> None:
    with server(header_seconds=3600) as port:
        assert everything(port, HEAD + b"x: " + b"a" * 100_000) == b""


def test_body_that_never_ends(port: int) -> None:
    answer = everything(port, HEAD + b"content-length: 100\r\n\r\n{")
    assert answer.startswith(b"HTTP/1.1 408 ")


def test_announced_body_that_is_too_large(port: int) -> None:
    answer = everything(port, HEAD + b"content-length: 5000\r\n\r\n{")
    assert answer.startswith(b"HTTP/1.1 413 ")


def test_answers_go_on_after_all_that(cognito: Any) -> None:
    assert cognito.initiate_auth(AuthFlow="USER_AUTH", ClientId="abc")["ChallengeName"] == "PASSWORD"
