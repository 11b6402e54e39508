"""The composition of what deployments make and use: stacks, GraphQL APIs, objects. Part of :mod:`poolhouse.app`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import msgspec
from starlette.routing import Router
from starlette.types import ASGIApp, Scope

from poolhouse.app.js_function import JS_FUNCTION
from poolhouse.app.parts import Parts
from poolhouse.cloudformation.api.actions import Actions
from poolhouse.cloudformation.calls import Calls
from poolhouse.cloudformation.deployed_apis import DeployedApis
from poolhouse.cloudformation.stacks import Stacks
from poolhouse.cloudformation.surroundings import Surroundings
from poolhouse.cloudformation.work import Site
from poolhouse.errors import ServiceError
from poolhouse.functions.api.operations import LambdaOperations
from poolhouse.graphql.endpoint import GraphqlEndpoint
from poolhouse.graphql.js.runner import FunctionJsRunner
from poolhouse.graphql.ports import SignedCaller, Web, WebAnswer
from poolhouse.http.authorization import Authorizer
from poolhouse.http.aws_json import JsonService
from poolhouse.http.body import BodyLimits
from poolhouse.http.deployment_objects import BODY_SECONDS, LARGEST_OBJECT, object_routes
from poolhouse.http.deployment_parameters import parameter_routes
from poolhouse.http.graphql import GraphqlApp
from poolhouse.http.query_api import QueryApi
from poolhouse.http.signed_rest import SignedRest
from poolhouse.identity.permissions import Permissions
from poolhouse.identity.sessions import SessionCaller, SessionKeys
from poolhouse.operations.caller import Caller
from poolhouse.ports import Store
from poolhouse.tokens.user_pool_token import UserPoolTokens

if TYPE_CHECKING:
    import httpx

LARGEST_FORM = 2 * 1024 * 1024


class StackParts(msgspec.Struct, frozen=True):
    stacks: Stacks
    query_api: ASGIApp
    graphql: ASGIApp
    deployment: ASGIApp
    endpoint: GraphqlEndpoint
    web: _LazyWeb

    async def close(self) -> None:
        await self.stacks.close()
        await self.endpoint.close()
        await self.web.close()


def build_stacks(
    parts: Parts, services: list[JsonService], functions: LambdaOperations, authorizer: Callable[[str], Authorizer]
) -> StackParts:
    config = parts.settings.config
    scripts = FunctionJsRunner(
        parts.functions, f"arn:aws:lambda:{config.region}:{config.account}:function:{JS_FUNCTION}", parts.clock
    )
    apis = DeployedApis(parts.store, scripts, f"arn:aws:appsync:{config.region}:{config.account}:apis/")
    own = Surroundings(
        site=Site(region=config.region, account=config.account, endpoint=parts.settings.endpoint),
        calls=Calls(
            {name: model for service in services for name, model in service.operations.items()},
            {name: handler for service in services for name, handler in service.handlers.items()},
            functions,
            Caller("cloudformation", parts.settings.endpoint, "", "", f"arn:aws:iam::{config.account}:root"),
        ),
        clock=parts.clock,
        entropy=parts.entropy,
        check_api=apis.check,
    )
    stacks = Stacks(parts.store, own)
    web = _LazyWeb()
    endpoint = GraphqlEndpoint(
        apis=apis,
        functions=parts.functions,
        scripts=scripts,
        web=web,
        tokens=UserPoolTokens(parts.issuer, parts.keys, parts.store),
        callers=_Callers(parts.store, parts.session_keys, config.account),
        permissions=_RolePermissions(Permissions(parts.store)),
        clock=parts.clock,
        entropy=parts.entropy,
        account=config.account,
        region=config.region,
    )
    routes = [*object_routes(parts.store, parts.clock), *parameter_routes(parts.store)]
    return StackParts(
        stacks,
        QueryApi(Actions(stacks), authorizer("cloudformation"), BodyLimits(LARGEST_FORM)),
        GraphqlApp(endpoint),
        SignedRest(
            Router(routes=list(routes), redirect_slashes=False),
            authorizer("s3"),
            BodyLimits(LARGEST_OBJECT, BODY_SECONDS),
            _deploying,
        ),
        endpoint,
        web,
    )


def _deploying(scope: Scope, body: bytes) -> tuple[str, str]:
    """What a policy would have to allow; no policy that was written for AWS does."""
    return "poolhouse:Deploy", "*"


class _LazyWeb:
    """The HTTP client loads with the first request that leaves this machine; most servers never send one."""

    def __init__(self) -> None:
        self._client: httpx.AsyncClient | None = None
        self._web: Web | None = None

    async def close(self) -> None:
        if self._client is not None:
            await self._client.aclose()

    async def send(self, method: str, url: str, headers: Any, body: bytes, *, timeout: float) -> WebAnswer:
        if self._web is None:
            import httpx

            from poolhouse.graphql.web import HttpxWeb

            self._client = httpx.AsyncClient()
            self._web = HttpxWeb(self._client)
        return await self._web.send(method, url, headers, body, timeout=timeout)


class _Callers:
    """Vended session keys, and the account's own keys. Others are unknown, whatever the server accepts elsewhere."""

    def __init__(self, store: Store, session_keys: SessionKeys, account: str) -> None:
        self._store = store
        self._session_keys = session_keys
        self._account = account

    async def find(self, access_key_id: str, session_token: str | None) -> SignedCaller | None:
        try:
            session = self._session_keys.find(access_key_id, session_token)
        except ServiceError:
            return None
        if session is not None or session_token is not None:
            return _signed(session)
        async with self._store.read() as records:
            key = await records.get_access_key(access_key_id)
        if key is None:
            return None
        arn = f"arn:aws:iam::{self._account}:user/{access_key_id}"
        return SignedCaller(secret=key.secret, user_arn=arn, account=self._account, username=access_key_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class _SessionSigned(SignedCaller):
    """A signed caller that remembers the session its permissions come from."""

    session: SessionCaller


def _signed(session: SessionCaller | None) -> SignedCaller | None:
    if session is None:
        return None
    shared = {one.name: getattr(session, one.name) for one in fields(SignedCaller)}
    return _SessionSigned(session=session, **shared)


class _RolePermissions:
    """The answer to what :class:`poolhouse.identity.permissions.Permissions` raises about."""

    def __init__(self, permissions: Permissions) -> None:
        self._permissions = permissions

    async def allows(self, caller: SignedCaller, action: str, resource: str) -> bool:
        if not isinstance(caller, _SessionSigned):
            return False
        try:
            await self._permissions.require(caller.session, action, resource)
        except ServiceError:
            return False
        return True
