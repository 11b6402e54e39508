"""``POST /``: the AWS JSON 1.1 protocol. Target → authorisation → decoding → operation → answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

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
from poolhouse.wire.cognito_idp import OPERATIONS
from poolhouse.wire.shape import OperationModel
from poolhouse.wire.validation import decode, encode

Handler = Callable[[Any, Caller], Awaitable[Any | None]]
"""Request value and caller → response value; ``None`` where the operation has no output. Raises ServiceError."""

TARGET_PREFIX = b"AWSCognitoIdentityProviderService."
CONTENT_TYPES = frozenset({b"application/x-amz-json-1.1", b"application/x-amz-json-1.0"})
CONNECTION_CLOSE: Headers = [(b"connection", b"close")]
UNREAD_BODY_STATUSES = frozenset({408, 413})


class AwsJson:
    """The ASGI endpoint of the user pools API; ``handlers`` are the operations that exist here, by name.

    The request id is read from :data:`REQUEST_ID`.
    """

    def __init__(self, handlers: Mapping[str, Handler], authorizer: Authorizer, limits: BodyLimits) -> None:
        unknown = handlers.keys() - OPERATIONS.keys()
        if unknown:
            raise ValueError(f"not in the service model: {', '.join(sorted(unknown))}")
        self._handlers = handlers
        self._authorizer = authorizer
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
            log_refusal(_printable(target), error)
            await send_error(send, request_id, error, _closing(error))
        except Disconnected:
            return
        except Exception as error:
            log_crash(_printable(target), error)
            await send_error(send, request_id, INTERNAL_ERROR())
        else:
            await send_answer(send, request_id, 200, body)

    async def _answer(self, scope: Scope, receive: Receive, headers: Mapping[bytes, bytes], target: bytes) -> bytes:
        if scope["method"] != "POST":
            raise METHOD_NOT_ALLOWED()
        body = await read_body(scope, receive, self._limits)
        operation = _operation(headers, target)
        principal = None if operation.unsigned else await self._authorizer.authorize(scope, body)
        handler = self._handlers.get(operation.name)
        if handler is None:
            raise NOT_IMPLEMENTED(operation=operation.name)
        client = scope.get("client")
        caller = Caller(
            sdk_version=sdk_version(headers),
            base_url=base_url(scope, headers.get(b"host")),
            source_ip=client[0] if client else "",
            request_id=REQUEST_ID.get(),
            principal_arn=principal,
        )
        response = await handler(decode(operation, body), caller)
        return b"{}" if response is None else encode(response)


def _operation(headers: Mapping[bytes, bytes], target: bytes) -> OperationModel:
    content_type = headers.get(b"content-type", b"").partition(b";")[0].strip().lower()
    if content_type not in CONTENT_TYPES or not target.startswith(TARGET_PREFIX):
        raise UNKNOWN_OPERATION()
    operation = OPERATIONS.get(target[len(TARGET_PREFIX) :].decode("latin-1"))
    if operation is None:
        raise UNKNOWN_OPERATION()
    return operation


def _closing(error: ServiceError) -> Headers:
    """An unread rest of the body would be taken for the next request: the connection ends with the answer."""
    if error.status == METHOD_NOT_ALLOWED.status:
        return [(b"allow", b"POST, OPTIONS"), *CONNECTION_CLOSE]
    return CONNECTION_CLOSE if error.status in UNREAD_BODY_STATUSES else []


def _printable(target: bytes) -> str:
    name = target.removeprefix(TARGET_PREFIX).decode("latin-1")
    return name if name in OPERATIONS else "unknown operation"
