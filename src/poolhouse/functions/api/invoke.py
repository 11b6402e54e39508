"""Invoke: headers in, headers and the function's own answer out (Lambda API Reference, "Invoke")."""

from __future__ import annotations

import base64

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from poolhouse.errors import ServiceError
from poolhouse.functions.api import errors
from poolhouse.functions.api.operations import LambdaOperations
from poolhouse.ports import FunctionTimedOut, FunctionUnavailable

_LARGEST_PAYLOAD = 6291456
# Lambda's longest function time limit, and some time to start.
_LONGEST_CALL_SECONDS = 960.0
_STATUS = {
    "AccessDeniedException": 403,
    "InvalidZipFileException": 502,
    "ResourceNotFoundException": 404,
    "ResourceConflictException": 409,
    "TooManyRequestsException": 429,
}


async def invoke(operations: LambdaOperations, request: Request) -> Response:
    """Raises ServiceError."""
    kind = request.headers.get("x-amz-invocation-type", "RequestResponse")
    name = function_name(request)
    payload = await _payload(request)
    if kind == "DryRun":
        await operations.exists(name)
        return Response(status_code=204)
    if kind != "RequestResponse":
        raise errors.NO_ASYNCHRONOUS_CALLS(kind=kind)
    arn = await operations.exists(name)
    try:
        answer = await operations.runtime.invoke(str(arn), payload, timeout=_LONGEST_CALL_SECONDS)
    except FunctionUnavailable as error:
        text = "The function cannot be called."
        raise ServiceError(error.reason, text, status=_STATUS.get(error.reason, 500), hint=error.hint) from error
    except FunctionTimedOut as error:
        raise ServiceError("ServiceException", "The function did not answer.", status=500, hint=str(error)) from error
    headers = {"X-Amz-Executed-Version": arn.qualifier or "$LATEST", "x-amzn-RequestId": answer.request_id}
    if answer.function_error is not None:
        headers["X-Amz-Function-Error"] = answer.function_error
    if request.headers.get("x-amz-log-type") == "Tail":
        headers["X-Amz-Log-Result"] = base64.b64encode(answer.log_tail()).decode()
    return Response(answer.payload, media_type="application/json", headers=headers)


def function_name(request: Request) -> str:
    """The name in the path, with the version or alias that the query may add."""
    name: str = request.path_params["name"]
    qualifier = request.query_params.get("Qualifier")
    return f"{name}:{qualifier}" if qualifier else name


async def _payload(request: Request) -> bytes:
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > _LARGEST_PAYLOAD:
            raise errors.TOO_LARGE(limit=_LARGEST_PAYLOAD)
    payload = bytes(body) or b"{}"
    try:
        msgspec.json.decode(payload)
    except (ValueError, RecursionError) as error:
        raise errors.NOT_JSON_PAYLOAD(text=error) from None
    return payload
