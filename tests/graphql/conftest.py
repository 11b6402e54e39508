"""A GraphQL endpoint in front of a whole service in this process, with time in the test's hand."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from poolhouse.functions.source import ConfigFunction
from poolhouse.graphql.api import Api, compile_api
from poolhouse.graphql.endpoint import GraphqlEndpoint
from poolhouse.graphql.js.runner import ENVIRONMENT, HANDLER_SECONDS, HARNESS, FunctionJsRunner
from poolhouse.graphql.ports import SignedCaller
from poolhouse.graphql.request import GraphqlRequest, GraphqlResponse
from poolhouse.graphql.source import ApiKey, ApiSource
from poolhouse.graphql.web import HttpxWeb
from poolhouse.model import sigv4
from poolhouse.tokens.user_pool_token import UserPoolTokens

if TYPE_CHECKING:
    from tests.conftest import House

REGION, ACCOUNT = "us-east-1", "000000000000"
HARNESS_NAME = "poolhouse-appsync-js"
GROUPS = ("captains", "sailors")


def function_arn(name: str) -> str:
    return f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{name}"


def api_arn(api_id: str) -> str:
    return f"arn:aws:appsync:{REGION}:{ACCOUNT}:apis/{api_id}"


@dataclass
class Keys:
    """Access keys and what their roles allow: ``allowed`` holds (role ARN, resource)."""

    known: dict[tuple[str, str | None], SignedCaller] = field(default_factory=dict)
    allowed: set[tuple[str, str]] = field(default_factory=set)

    async def find(self, access_key_id: str, session_token: str | None) -> SignedCaller | None:
        return self.known.get((access_key_id, session_token))

    async def allows(self, caller: SignedCaller, action: str, resource: str) -> bool:
        assert action == "appsync:GraphQL"
        return (str(caller.role_arn), resource) in self.allowed


@dataclass
class Reply:
    """An answer, read."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)

    @property
    def data(self) -> Any:
        """Of an answer without errors."""
        assert self.status == 200, self.text
        assert "errors" not in self.json, self.text
        return self.json["data"]

    @property
    def error(self) -> dict[str, Any]:
        """The only error."""
        assert self.status == 200, self.text
        (error,) = self.json["errors"]
        found: dict[str, Any] = error
        return found

    @property
    def refusal(self) -> tuple[int, str, str]:
        (error,) = self.json["errors"]
        assert list(error) == ["errorType", "message"]
        assert "data" not in self.json
        return self.status, error["errorType"], error["message"]


class Harbour:
    """One service with a pool, two users and an endpoint; each test deploys APIs of its own."""

    def __init__(self, house: House, folder: Path) -> None:
        self.house, self.folder, self.keys = house, folder, Keys()
        self.apis: dict[str, Api] = {}
        parts = house.parts
        self._functions = {HARNESS_NAME: harness_function()}
        parts.functions.configure(self._functions.values())
        self.scripts = FunctionJsRunner(parts.functions, function_arn(HARNESS_NAME), house.clock)
        self.tokens = UserPoolTokens(parts.issuer, parts.keys, parts.store)
        self.web = house.runner.run(self._make_web())
        self.endpoint = self.make_endpoint()
        self.pool_id = house.pool()
        self.client_id = house.client_id(self.pool_id)
        for group in GROUPS:
            house.call("CreateGroup", UserPoolId=self.pool_id, GroupName=group)
        for name in ("marina", "jonah"):
            house.user(self.pool_id, name)
        house.call("AdminAddUserToGroup", UserPoolId=self.pool_id, Username="marina", GroupName="captains")

    async def _make_web(self) -> HttpxWeb:
        self._client = httpx.AsyncClient()
        return HttpxWeb(self._client)

    def make_endpoint(self) -> GraphqlEndpoint:
        house = self.house
        return GraphqlEndpoint(
            apis=self,
            functions=house.parts.functions,
            scripts=self.scripts,
            web=self.web,
            tokens=self.tokens,
            callers=self.keys,
            permissions=self.keys,
            clock=house.clock,
            entropy=house.parts.entropy,
            account=ACCOUNT,
            region=REGION,
        )

    def close(self) -> None:
        self.house.runner.run(self.endpoint.close())
        self.house.runner.run(self._client.aclose())

    async def get(self, api_id: str) -> Api | None:
        return self.apis.get(api_id)

    # --- deployment

    def function(self, name: str, code: str, **options: Any) -> str:
        """The ARN of a new Lambda function; ``code`` is an ES module that exports ``handler``."""
        path = self.folder / f"{name}.mjs"
        path.write_text(code)
        self._functions[name] = ConfigFunction(name, str(path), code_root=self.folder, **options)
        self.house.parts.functions.configure(self._functions.values())
        return function_arn(name)

    @property
    def user_pool(self) -> dict[str, Any]:
        return {
            "AuthenticationType": "AMAZON_COGNITO_USER_POOLS",
            "UserPoolConfig": {"UserPoolId": self.pool_id, "AwsRegion": REGION, "DefaultAction": "ALLOW"},
        }

    def source(
        self,
        schema: str,
        resolvers: Sequence[Mapping[str, Any]] = (),
        *,
        functions: Mapping[str, Mapping[str, Any]] | None = None,
        data_sources: Mapping[str, Mapping[str, Any]] | None = None,
        properties: Mapping[str, Any] | None = None,
        api_keys: Mapping[str, ApiKey] | None = None,
    ) -> ApiSource:
        api_id = f"api{len(self.apis)}"
        return ApiSource(
            api_id=api_id,
            arn=api_arn(api_id),
            properties=properties or self.user_pool,
            schema=schema,
            api_keys=api_keys or {},
            data_sources={"none": {"Name": "none", "Type": "NONE"}, **(data_sources or {})},
            functions=functions or {},
            resolvers=resolvers,
        )

    def deploy(self, schema: str, resolvers: Sequence[Mapping[str, Any]] = (), **options: Any) -> str:
        """The id of a new API. Raises BadApi."""
        source = self.source(schema, resolvers, **options)
        self.apis[source.api_id] = self.house.runner.run(compile_api(source, self.scripts))
        return source.api_id

    # --- requests

    def token(self, name: str = "marina", kind: str = "access", client_id: str | None = None) -> str:
        result = self.house.sign_in(client_id or self.client_id, name)
        token: str = result["AccessToken" if kind == "access" else "IdToken"]
        return token

    def send(self, api_id: str, body: Any, headers: Sequence[tuple[str, str]] = (), **changes: Any) -> Reply:
        """One request; ``body`` is sent as it is when it is bytes."""
        request = self.request(api_id, body, headers, **changes)
        return self.reply(self.house.runner.run(self.endpoint.handle(api_id, request)))

    def request(
        self, api_id: str, body: Any, headers: Sequence[tuple[str, str]] = (), **changes: Any
    ) -> GraphqlRequest:
        settings: dict[str, Any] = {
            "method": "POST",
            "path": f"/graphql/{api_id}",
            "query": "",
            "headers": [("host", "localhost:9500"), ("content-type", "application/json"), *headers],
            "body": body if isinstance(body, bytes) else json.dumps(body).encode(),
            "source_ip": "192.0.2.7",
            "request_id": "6f9d1f0e-0000-4000-8000-000000000001",
        }
        return GraphqlRequest(**{**settings, **changes})

    @staticmethod
    def reply(response: GraphqlResponse) -> Reply:
        return Reply(response.status, dict(response.headers), response.body.decode())

    def ask(
        self,
        api_id: str,
        query: str,
        variables: Mapping[str, Any] | None = None,
        *,
        user: str = "marina",
        kind: str = "access",
        headers: Sequence[tuple[str, str]] = (),
        **members: Any,
    ) -> Reply:
        """A query of a user, by token."""
        body = {"query": query, **({"variables": variables} if variables is not None else {}), **members}
        return self.send(api_id, body, [("authorization", self.token(user, kind)), *headers])

    def ask_by_key(self, api_id: str, query: str, key: str) -> Reply:
        return self.send(api_id, {"query": query}, [("x-api-key", key)])

    def ask_signed(
        self, api_id: str, query: str, credentials: sigv4.Credentials, *, region: str = REGION, service: str = "appsync"
    ) -> Reply:
        body = json.dumps({"query": query}).encode()
        scope = sigv4.Scope(self.house.clock.now(), region, service)
        url = f"http://localhost:9500/graphql/{api_id}"
        signed = sigv4.sign("POST", url, {"host": "localhost:9500"}, body, credentials, scope)
        return self.send(api_id, body, [(name, value) for name, value in signed.items() if name != "host"])


def harness_function() -> ConfigFunction:
    return ConfigFunction(
        HARNESS_NAME, str(HARNESS), env=ENVIRONMENT, timeout=HANDLER_SECONDS, code_root=HARNESS.parent, memory=256
    )


@pytest.fixture(scope="session")
def harbour(make_house: Callable[..., House], tmp_path_factory: pytest.TempPathFactory) -> Any:
    """One for all tests of a worker."""
    made = Harbour(make_house(), tmp_path_factory.mktemp("functions"))
    yield made
    made.close()


def js(request: str, response: str = "return ctx.result", before: str = "") -> str:
    """A module of two handlers by their bodies."""
    return (
        "import { util, extensions, runtime } from '@aws-appsync/utils';\n"
        f"{before}\nexport function request(ctx) {{ {request} }}\nexport function response(ctx) {{ {response} }}\n"
    )


RUNTIME = {"Name": "APPSYNC_JS", "RuntimeVersion": "1.0.0"}


def unit(type_name: str, field_name: str, code: str, source: str = "none", **more: Any) -> dict[str, Any]:
    """A unit resolver in JavaScript."""
    return {
        "TypeName": type_name,
        "FieldName": field_name,
        "DataSourceName": source,
        "Code": code,
        "Runtime": RUNTIME,
        **more,
    }
