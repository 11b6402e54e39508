"""The edge in this process, with handlers that a test gives."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse
from starlette.routing import Route

from poolhouse.http.app import Edge, build_app
from poolhouse.http.authorization import AnyCredentials, Authorizer
from poolhouse.http.aws_json import AwsJson, Handler, JsonService
from poolhouse.http.body import BodyLimits
from poolhouse.http.oauth import OAuthApp
from poolhouse.http.resources import resource_of
from poolhouse.http.signed_rest import SignedRest
from poolhouse.wire.cognito_idp import OPERATIONS

PREFIX = "AWSCognitoIdentityProviderService."


class CountingEntropy:
    """Request ids that a test can foresee."""

    def __init__(self) -> None:
        self.count = 0

    def token_bytes(self, count: int) -> bytes:
        return bytes(count)

    def uuid(self) -> str:
        self.count += 1
        return f"00000000-0000-4000-8000-{self.count:012d}"


@pytest.fixture
def credentials() -> str:
    """A well-formed Authorization header that nobody's key made."""
    return (
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261121/us-east-1/cognito-idp/aws4_request, "
        f"SignedHeaders=host;x-amz-date, Signature={'0' * 64}"
    )


def user_pools(handlers: Mapping[str, Handler], authorizer: Authorizer) -> JsonService:
    return JsonService(
        target=PREFIX.rstrip("."),
        name="cognito-idp",
        operations=OPERATIONS,
        handlers=handlers,
        authorizer=authorizer,
        resource_of=resource_of("user_pool_id", "arn:aws:cognito-idp:us-east-1:000000000000:userpool"),
    )


MakeEdge = Callable[..., Edge]


@pytest.fixture
def make_edge() -> MakeEdge:
    def make(
        handlers: Mapping[str, Handler] | None = None,
        authorizer: Authorizer | None = None,
        limits: BodyLimits | None = None,
    ) -> Edge:
        authorizer = authorizer or AnyCredentials("000000000000")
        limits = limits or BodyLimits()

        async def key_set(pool_id: str) -> bytes | None:
            return b'{"keys":[]}' if pool_id == "us-east-1_Known" else None

        async def discovery(pool_id: str) -> bytes | None:
            return (
                json.dumps({"issuer": f"https://id.example/{pool_id}"}).encode()
                if pool_id == "us-east-1_Known"
                else None
            )

        async def echo(scope: Any, receive: Any, send: Any) -> None:
            request = Request(scope, receive)
            await JSONResponse({"got": (await request.body()).decode()})(scope, receive, send)

        async def crash_at_once(scope: Any, receive: Any, send: Any) -> None:
            raise RuntimeError("a secret" + " in a text")

        async def page(_: Request) -> HTMLResponse:
            return HTMLResponse("a page")

        async def admin(_: Request) -> JSONResponse:
            return JSONResponse({"admin": True})

        async def crash(_: Request) -> JSONResponse:
            raise RuntimeError("a secret" + " in a text")

        return build_app(
            version="1.2.3",
            entropy=CountingEntropy(),
            aws_json=AwsJson([user_pools(handlers or {}, authorizer)], limits),
            key_set=key_set,
            discovery=discovery,
            functions=SignedRest(echo, authorizer, limits, lambda scope, body: ("lambda:Echo", "*")),
            query_api=echo,
            graphql=echo,
            oauth=OAuthApp({"/oauth2/token": crash_at_once, "/oauth2/revoke": echo}, [Route("/login", page)]),
            deployment=SignedRest(echo, authorizer, limits, lambda scope, body: ("poolhouse:Deploy", "*")),
            admin_routes=[Route("/state", admin), Route("/crash", crash)],
        )

    return make


@pytest.fixture
def connect() -> Callable[..., httpx.AsyncClient]:
    """A client of an edge; ``peer`` is the address the server sees."""

    def client(edge: Edge, *, peer: str = "127.0.0.1", base_url: str = "http://127.0.0.1:9500") -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=httpx.ASGITransport(app=edge, client=(peer, 40000)), base_url=base_url)

    return client


Call = Callable[..., Any]


@pytest.fixture
def call(connect: Callable[..., httpx.AsyncClient]) -> Call:
    """Posts one AWS JSON request; ``body`` may be a value or raw bytes."""

    async def post(edge: Edge, operation: str, body: Any = None, **headers: str) -> httpx.Response:
        content = body if isinstance(body, bytes) else json.dumps({} if body is None else body).encode()
        defaults = {"content-type": "application/x-amz-json-1.1", "x-amz-target": PREFIX + operation}
        sent = defaults | {name.replace("_", "-"): value for name, value in headers.items()}
        async with connect(edge) as client:
            return await client.post("/", content=content, headers=sent)

    return post
