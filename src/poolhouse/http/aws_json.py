"""``POST /``: the AWS JSON 1.1 protocol. Target → signature → decoding → permission → operation → answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec
from starlette.types import Receive, Scope, Send

from poolhouse.errors import ServiceError
from poolhouse.http.authorization import Authorizer
from poolhouse.http.aws_json_answers import Headers, send_answer, send_error, send_preflight
from poolhouse.http.base_url import base_url
from poolhouse.http.body import BodyLimits, Disconnected, read_body
from poolhouse.http.failures import log_crash, log_refusal
from poolhouse.http.problems import INTERNAL_ERROR, METHOD_NOT_ALLOWED, NOT_IMPLEMENTED, UNKNOWN_OPERATION
from poolhouse.http.request_id import REQUEST_ID
from poolhouse.http.sdk_version import sdk_version
from poolhouse.operations.caller import Caller
from poolhouse.ports import Gone
from poolhouse.wire.shape import OperationModel, Shape
from poolhouse.wire.validation import decode, encode

Handler = Callable[[Any, Caller], Awaitable[Any | None]]
"""Request value and caller → response value; ``None`` where the operation has no output. Raises ServiceError."""

CONTENT_TYPES = frozenset({b"application/x-amz-json-1.1", b"application/x-amz-json-1.0"})
CONNECTION_CLOSE: Headers = [(b"connection", b"close")]
UNREAD_BODY_STATUSES = frozenset({408, 413})


class JsonService(msgspec.Struct, frozen=True, kw_only=True):
    """One service of the endpoint.

    ``target`` is what its ``X-Amz-Target`` begins with, before the dot; ``name`` its name in IAM's actions.
    ``operations`` are those of its model, ``handlers`` those that exist here, both by name. ``authorizer`` decides who
    may call the signed ones, and ``resource_of`` says what a request is about, as an ARN or ``*``.
    """

    target: str
    name: str
    operations: Mapping[str, OperationModel]
    handlers: Mapping[str, Handler]
    authorizer: Authorizer
    resource_of: Callable[[Shape], str]


class _Route(NamedTuple):
    """Where a target leads; ``handler`` is None for what is not built."""

    operation: OperationModel
    handler: Handler | None
    service: JsonService


class AwsJson:
    """The ASGI endpoint of every service that speaks the protocol. The request id is read from :data:`REQUEST_ID`."""

    def __init__(self, services: Sequence[JsonService], limits: BodyLimits) -> None:
        self._routes: dict[bytes, _Route] = {}
        for service in services:
            unknown = service.handlers.keys() - service.operations.keys()
            if unknown:
                raise ValueError(f"not in the service model: {', '.join(sorted(unknown))}")
            for name, operation in service.operations.items():
                target = f"{service.target}.{name}".encode()
                self._routes[target] = _Route(operation, service.handlers.get(name), service)
        self._limits = limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request_id = REQUEST_ID.get()
        headers: dict[bytes, bytes] = dict(scope["headers"])
        if scope["method"] == "OPTIONS":
            await send_preflight(send, request_id, headers.get(b"access-control-request-headers"))
            return
        target = headers.get(b"x-amz-target", b"")
        try:
            body = await self._answer(scope, receive, headers, target)
        except ServiceError as error:
            log_refusal(self._printable(target), error)
            await send_error(send, request_id, error, _closing(error))
        except Disconnected:
            return
        except Gone:
            raise
        except Exception as error:
            log_crash(self._printable(target), error)
            await send_error(send, request_id, INTERNAL_ERROR())
        else:
            await send_answer(send, request_id, 200, body)

    async def _answer(self, scope: Scope, receive: Receive, headers: Mapping[bytes, bytes], target: bytes) -> bytes:
        if scope["method"] != "POST":
            raise METHOD_NOT_ALLOWED()
        body = await read_body(scope, receive, self._limits)
        operation, handler, service = self._route(headers, target)
        principal = None if operation.unsigned else await service.authorizer.authorize(scope, body)
        if handler is None:
            raise NOT_IMPLEMENTED(operation=operation.name)
        request = decode(operation, body)
        if principal is not None and principal.require is not None:
            await principal.require(f"{service.name}:{operation.name}", service.resource_of(request))
        client = scope.get("client")
        caller = Caller(
            sdk_version=sdk_version(headers),
            base_url=base_url(scope, headers.get(b"host")),
            source_ip=client[0] if client else "",
            request_id=REQUEST_ID.get(),
            principal_arn=None if principal is None else principal.arn,
        )
        response = await handler(request, caller)
        return b"{}" if response is None else encode(response)

    def _route(self, headers: Mapping[bytes, bytes], target: bytes) -> _Route:
        content_type = headers.get(b"content-type", b"").partition(b";")[0].strip().lower()
        route = self._routes.get(target)
        if content_type not in CONTENT_TYPES or route is None:
            raise UNKNOWN_OPERATION()
        return route

    def _printable(self, target: bytes) -> str:
        route = self._routes.get(target)
        return "unknown operation" if route is None else route.operation.name


def _closing(error: ServiceError) -> Headers:
    """An unread rest of the body would be taken for the next request: the connection ends with the answer."""
    if error.status == METHOD_NOT_ALLOWED.status:
        return [(b"allow", b"POST, OPTIONS"), *CONNECTION_CLOSE]
    return CONNECTION_CLOSE if error.status in UNREAD_BODY_STATUSES else []
