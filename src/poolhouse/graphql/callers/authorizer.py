"""AWS_LAMBDA: a function of the API's owner decides about a token of any other form.

Source: AppSync Developer Guide, "AWS_LAMBDA authorization".
"""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Mapping
from typing import Any

import msgspec

from poolhouse.graphql import problems
from poolhouse.graphql.callers.caller import Caller
from poolhouse.graphql.modes import LambdaAuthorizer, Mode, Provider
from poolhouse.graphql.request import GraphqlRequest
from poolhouse.ports import FunctionRuntime, FunctionTimedOut, FunctionUnavailable

CALL_SECONDS = 10.0
LARGEST_CONTEXT = 5 * 1024 * 1024
_MOST_KEPT = 1000
# GraphQL specification, "Names"; AppSync Developer Guide, "AWS_LAMBDA authorization".
_NAME = "[_A-Za-z][_0-9A-Za-z]*"
_FIELD = re.compile(rf"(arn:[^/]+/[^/]+/types/)?(?P<type>{_NAME})(?(1)/fields/|\.)(?P<field>{_NAME})", re.ASCII)
_log = logging.getLogger(__name__)


class Verdict(msgspec.Struct, frozen=True, rename="camel"):
    """What the function answers."""

    is_authorized: bool
    resolver_context: dict[str, Any] | None = None
    denied_fields: list[str] | None = None
    ttl_override: float | None = None


_decode = msgspec.json.Decoder(Verdict).decode


class Authorizers:
    """Calls authorizer functions and keeps their answers as long as they allow, by API and token."""

    def __init__(self, functions: FunctionRuntime) -> None:
        self._functions = functions
        self._kept: dict[tuple[str, bytes], tuple[float, Verdict]] = {}

    async def identify(
        self,
        provider: Provider,
        token: str,
        request: GraphqlRequest,
        *,
        api_id: str,
        account: str,
        operation: Mapping[str, Any],
        now: float,
    ) -> Caller:
        """``operation`` holds the request's query, operationName and variables. Raises RequestRefused."""
        authorizer = provider.authorizer
        assert authorizer is not None
        if authorizer.token_form is not None and not authorizer.token_form.search(token):
            raise problems.not_authorized("the token does not match IdentityValidationExpression")
        key = (api_id, hashlib.sha256(token.encode()).digest())
        kept = self._kept.get(key)
        if kept is not None and kept[0] > now:
            verdict = kept[1]
        else:
            event = {
                "authorizationToken": token,
                "requestContext": {
                    "apiId": api_id,
                    "accountId": account,
                    "requestId": request.request_id,
                    "queryString": operation["query"],
                    "operationName": operation["operationName"],
                    "variables": operation["variables"],
                },
                "requestHeaders": request.exposed_headers,
            }
            verdict = await self._ask(authorizer, event)
            self._keep(key, verdict, authorizer, now)
        if not verdict.is_authorized:
            raise problems.not_authorized("the Lambda authorizer said no")
        return Caller(
            mode=Mode.LAMBDA,
            by_default_provider=provider.is_default,
            identity={"resolverContext": verdict.resolver_context},
            denied_fields=frozenset(_field(denied) for denied in verdict.denied_fields or ()),
        )

    async def _ask(self, authorizer: LambdaAuthorizer, event: dict[str, Any]) -> Verdict:
        payload = msgspec.json.encode(event)
        try:
            answer = await self._functions.invoke(authorizer.function, payload, timeout=CALL_SECONDS)
        except (FunctionUnavailable, FunctionTimedOut) as failure:
            _log.warning("The Lambda authorizer %s could not be called: %s", authorizer.function, failure)
            raise problems.not_authorized("the Lambda authorizer could not be called") from None
        if answer.function_error is not None:
            raise problems.not_authorized("the Lambda authorizer failed; see its log")
        try:
            verdict = _decode(answer.payload)
        except (ValueError, RecursionError):
            raise problems.not_authorized("the Lambda authorizer's answer has no boolean isAuthorized") from None
        _refuse_odd_context(verdict)
        return verdict

    def _keep(self, key: tuple[str, bytes], verdict: Verdict, authorizer: LambdaAuthorizer, now: float) -> None:
        ttl = authorizer.ttl if verdict.ttl_override is None else verdict.ttl_override
        self._kept.pop(key, None)
        if ttl <= 0:
            return
        self._kept[key] = (now + ttl, verdict)
        if len(self._kept) > _MOST_KEPT:
            del self._kept[next(iter(self._kept))]


def _refuse_odd_context(verdict: Verdict) -> None:
    context = verdict.resolver_context or {}
    if any(isinstance(value, dict | list) for value in context.values()):
        raise problems.not_authorized("resolverContext must be flat")
    if len(msgspec.json.encode(context)) > LARGEST_CONTEXT:
        raise problems.not_authorized(f"resolverContext is larger than {LARGEST_CONTEXT} bytes")


def _field(denied: str) -> str:
    """``Type.field`` of either form: that, or a field's ARN, whose account, region and API may be those of AWS.

    Raises RequestRefused: an entry that says nothing must not leave open what it was to close.
    """
    found = _FIELD.fullmatch(denied)
    if found is None:
        raise problems.not_authorized(f"the Lambda authorizer's deniedFields hold {denied!r}, which names no field")
    return f"{found['type']}.{found['field']}"
