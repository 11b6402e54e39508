"""The GraphQL endpoint: from a request to an answer.

identify → parse and validate → execute → shape. Source: AppSync Developer Guide.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

import msgspec
from graphql import ExecutionResult, OperationType, execute, get_operation_ast

from poolhouse.graphql import answers, problems
from poolhouse.graphql.api import Api
from poolhouse.graphql.callers.authorizer import Authorizers
from poolhouse.graphql.callers.caller import Caller
from poolhouse.graphql.callers.identify import Identification
from poolhouse.graphql.callers.openid_keys import OpenIdKeys
from poolhouse.graphql.documents import Unparsable
from poolhouse.graphql.failures import BudgetExceeded, FieldError, out_of_time
from poolhouse.graphql.fields import run_field
from poolhouse.graphql.nesting import MOST_NESTED, too_deep
from poolhouse.graphql.ports import Apis, JsRunner, Permissions, SessionCallers, UserPoolTokens, Web
from poolhouse.graphql.problems import RequestRefused
from poolhouse.graphql.request import GraphqlRequest, GraphqlResponse
from poolhouse.graphql.resolvers.run import Services
from poolhouse.graphql.state import RequestState
from poolhouse.ports import Clock, Entropy, FunctionRuntime

LARGEST_BODY = 1024 * 1024
LARGEST_ANSWER = 5 * 1024 * 1024
EXECUTION_SECONDS = 30.0
"""AppSync Developer Guide, "AWS AppSync endpoints and quotas"; the first is unconfirmed."""

_MOST_IN_BACKGROUND = 100
_log = logging.getLogger(__name__)


class Operation(msgspec.Struct, frozen=True, rename="camel"):
    """The body of a request."""

    query: str
    variables: dict[str, Any] | None = None
    operation_name: str | None = None


_decode = msgspec.json.Decoder(Operation).decode


class GraphqlEndpoint:
    """All APIs of a server. ``region`` and ``account`` are those of signatures and authorizer events."""

    def __init__(
        self,
        *,
        apis: Apis,
        functions: FunctionRuntime,
        scripts: JsRunner,
        web: Web,
        tokens: UserPoolTokens,
        callers: SessionCallers,
        permissions: Permissions,
        clock: Clock,
        entropy: Entropy,
        account: str,
        region: str,
    ) -> None:
        self._apis = apis
        self._permissions = permissions
        self._background: set[asyncio.Task[Any]] = set()
        self._services = Services(
            functions=functions,
            scripts=scripts,
            web=web,
            clock=clock,
            entropy=entropy,
            in_background=self._run_in_background,
        )
        self._identification = Identification(
            tokens=tokens,
            callers=callers,
            openid_keys=OpenIdKeys(web),
            authorizers=Authorizers(functions),
            clock=clock,
            region=region,
            account=account,
        )

    async def handle(self, api_id: str, request: GraphqlRequest) -> GraphqlResponse:
        """Never raises but for cancellation."""
        if request.method == "OPTIONS":
            return _preflight(request)
        try:
            answer = await self._answer(api_id, request)
        except RequestRefused as refused:
            if refused.hint:
                _log.info("GraphQL API %s: request %s refused: %s", api_id, request.request_id, refused.hint)
            answer = refused.answer()
        except Exception:
            _log.exception("GraphQL API %s: request %s failed", api_id, request.request_id)
            answer = problems.internal().answer()
        answer.headers.extend([("access-control-allow-origin", "*"), ("x-amzn-requestid", request.request_id)])
        return answer

    async def close(self) -> None:
        """End what still runs in the background."""
        for task in self._background:
            task.cancel()
        await asyncio.gather(*self._background, return_exceptions=True)

    async def _answer(self, api_id: str, request: GraphqlRequest) -> GraphqlResponse:
        api = await self._apis.get(api_id)
        if api is None:
            raise problems.unknown_api(api_id)
        if request.method != "POST":
            raise problems.wrong_method()
        if len(request.body) > LARGEST_BODY:
            raise problems.body_too_large(LARGEST_BODY)
        fault: RequestRefused | None = None
        try:
            operation = _operation(request.body)
        except RequestRefused as refused:
            # Told to those alone who may call the API.
            operation, fault = Operation(""), refused
        caller = await self._identification.identify(
            api,
            request,
            {
                "query": operation.query,
                "operationName": operation.operation_name,
                "variables": operation.variables or {},
            },
        )
        if fault is not None:
            raise fault
        return await self._execute(api, caller, request, operation)

    async def _execute(
        self, api: Api, caller: Caller, request: GraphqlRequest, operation: Operation
    ) -> GraphqlResponse:
        try:
            prepared = await api.documents.prepare(operation.query)
        except Unparsable:
            raise problems.unparsable_query() from None
        if prepared.errors:
            return _success(answers.encoded(answers.invalid(prepared.errors)))
        chosen = get_operation_ast(prepared.document, operation.operation_name)
        if chosen is not None and chosen.operation is OperationType.SUBSCRIPTION:
            raise problems.subscription_by_post()
        state = RequestState(
            api=api,
            caller=caller,
            request=request,
            variables=operation.variables or {},
            services=self._services,
            permissions=self._permissions,
            deadline=asyncio.get_running_loop().time() + EXECUTION_SECONDS,
        )
        try:
            async with asyncio.timeout_at(state.deadline):
                running = execute(
                    api.schema,
                    prepared.document,
                    context_value=state,
                    variable_values=operation.variables or {},
                    operation_name=operation.operation_name,
                    field_resolver=run_field,
                    hide_suggestions=True,
                )
                result = running if isinstance(running, ExecutionResult) else await running
        except TimeoutError:
            return _success(answers.encoded(answers.failed(out_of_time())))
        except BudgetExceeded:
            too_much = FieldError("The query asks for too many fields.", "QueryLimitReached")
            return _success(answers.encoded(answers.failed(too_much)))
        body = answers.encoded(answers.executed(result, state.appended, api.schema))
        if len(body) > LARGEST_ANSWER:
            too_large = FieldError(f"The response is larger than {LARGEST_ANSWER} bytes.", "ResponseSizeLimitReached")
            body = answers.encoded(answers.failed(too_large))
        return _success(body, state.response_headers)

    def _run_in_background(self, name: str, work: Coroutine[Any, Any, object]) -> None:
        if len(self._background) >= _MOST_IN_BACKGROUND:
            work.close()
            raise FieldError("Too many asynchronous calls are running.", "LimitExceededError")
        task = asyncio.get_running_loop().create_task(work, name=name)
        self._background.add(task)
        task.add_done_callback(self._background_done)

    def _background_done(self, task: asyncio.Task[Any]) -> None:
        self._background.discard(task)
        if not task.cancelled() and task.exception() is not None:
            _log.warning("%s, called asynchronously, failed: %s", task.get_name(), task.exception())


def _operation(body: bytes) -> Operation:
    """Raises RequestRefused for what is no GraphQL request."""
    try:
        operation = _decode(body)
    except ValueError:
        raise problems.malformed("The body must be a JSON object with a query.") from None
    except RecursionError:
        raise _nested() from None
    if too_deep(operation.variables):
        raise _nested()
    return operation


def _nested() -> RequestRefused:
    return problems.malformed(f"The body is nested more than {MOST_NESTED} deep.")


def _success(body: bytes, more: dict[str, str] | None = None) -> GraphqlResponse:
    headers = [("content-type", problems.CONTENT_TYPE), ("x-amzn-appsync-tokensconsumed", "1")]
    return GraphqlResponse(200, body, headers + list((more or {}).items()))


def _preflight(request: GraphqlRequest) -> GraphqlResponse:
    """Fetch standard, CORS preflight: any origin, and the headers that the browser asks for."""
    allowed = request.header("access-control-request-headers") or "*"
    headers = [
        ("access-control-allow-origin", "*"),
        ("access-control-allow-methods", "POST, OPTIONS"),
        ("access-control-allow-headers", allowed),
        ("access-control-max-age", "86400"),
        ("x-amzn-requestid", request.request_id),
    ]
    return GraphqlResponse(200, b"", headers)
