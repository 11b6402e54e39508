"""Functions behind another Lambda API, over a real HTTP connection to a small server."""

from __future__ import annotations

import base64
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest

from poolhouse.functions.remote import RemoteLambda
from poolhouse.functions.source import ConfigFunction
from poolhouse.model import sigv4
from poolhouse.ports import FunctionUnavailable

KEYS = sigv4.Credentials("AKIDEXAMPLE", "obviously-fake-secret", "obviously-fake-token")


class Far:
    """What the far side answers, and what it was asked."""

    status = 200
    headers: dict[str, str] = {}  # noqa: RUF012 - set per test
    body = b'{"a":1}'

    def __init__(self) -> None:
        self.asked: list[tuple[str, list[tuple[str, str]], bytes]] = []
        far = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                far.asked.append((self.path, list(self.headers.items()), body))
                self.send_response(far.status)
                for name, value in {**far.headers, "content-length": str(len(far.body))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(far.body)

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def far() -> Iterator[Far]:
    made = Far()
    yield made
    made.server.shutdown()
    made.server.server_close()


async def test_call_is_signed_and_answered(far: Far, clock: Any) -> None:
    far.headers = {"x-amzn-requestid": "r", "x-amz-log-result": base64.b64encode(b"log").decode()}
    name = "arn:aws:lambda:us-east-1:000000000000:function:g"
    function = ConfigFunction("f", endpoint=far.url + "/", remote_name=name)
    async with httpx.AsyncClient() as client:
        answer = await RemoteLambda(client, clock, "us-east-1", KEYS).invoke(function, b'{"e":1}')
    assert (answer.request_id, answer.payload, answer.function_error, answer.log_tail()) == (
        "r",
        b'{"a":1}',
        None,
        b"log",
    )
    path, headers, body = far.asked[0]
    assert path == "/2015-03-31/functions/arn%3Aaws%3Alambda%3Aus-east-1%3A000000000000%3Afunction%3Ag/invocations"
    sent = {header.lower(): value for header, value in headers}
    assert sent["x-amz-security-token"] == "obviously-fake-token"
    authorization = sigv4.parse_authorization(sent["authorization"])
    assert authorization is not None
    assert sigv4.verify(
        authorization,
        KEYS.secret_access_key,
        method="POST",
        raw_path=path,
        raw_query="",
        headers=headers,
        payload=body,
        region="us-east-1",
        service="lambda",
        now=clock.now(),
    )


async def test_function_error_is_passed_on(far: Far, clock: Any) -> None:
    far.headers, far.body = {"x-amz-function-error": "Unhandled"}, b'{"errorMessage":"no"}'
    async with httpx.AsyncClient() as client:
        answer = await RemoteLambda(client, clock, "us-east-1", None).invoke(
            ConfigFunction("f", endpoint=far.url), b"{}"
        )
    assert (answer.function_error, answer.payload) == ("Unhandled", b'{"errorMessage":"no"}')
    assert "authorization" not in {name.lower() for name, _ in far.asked[0][1]}


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (403, "AccessDeniedException"),
        (404, "ResourceNotFoundException"),
        (409, "ResourceConflictException"),
        (429, "TooManyRequestsException"),
        (400, "ServiceException"),
        (500, "ServiceException"),
        (503, "ServiceException"),
    ],
)
async def test_refusals(far: Far, clock: Any, status: int, reason: str) -> None:
    far.status = status
    async with httpx.AsyncClient() as client:
        with pytest.raises(FunctionUnavailable) as caught:
            await RemoteLambda(client, clock, "us-east-1", None).invoke(ConfigFunction("f", endpoint=far.url), b"{}")
    assert caught.value.reason == reason


async def test_unreachable_endpoint(clock: Any) -> None:
    async with httpx.AsyncClient() as client:
        function = ConfigFunction("f", endpoint="http://127.0.0.1:1")
        with pytest.raises(FunctionUnavailable) as caught:
            await RemoteLambda(client, clock, "us-east-1", None).invoke(function, b"{}")
    assert caught.value.reason == "ServiceException"


async def test_endless_answer_is_refused(far: Far, clock: Any) -> None:
    far.body = bytes(9 << 20)
    async with httpx.AsyncClient() as client:
        with pytest.raises(FunctionUnavailable):
            await RemoteLambda(client, clock, "us-east-1", None).invoke(ConfigFunction("f", endpoint=far.url), b"{}")
