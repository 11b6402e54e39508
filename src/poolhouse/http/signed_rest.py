"""Guards an AWS REST-JSON application (the Lambda API) with the same signature policy as the AWS JSON endpoint."""

from __future__ import annotations

from collections.abc import Callable

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from poolhouse.errors import ServiceError
from poolhouse.http.authorization import Authorizer
from poolhouse.http.aws_json_answers import error_headers
from poolhouse.http.body import BodyLimits, Disconnected, read_body
from poolhouse.http.failures import log_refusal

FORBIDDEN = 403

Access = tuple[str, str]
"""An action in IAM's form, and the resource: an ARN or ``*``."""


class SignedRest:
    """Reads the body within ``limits``, authorises the request, then hands both on to ``app``.

    Refusals have the REST-JSON form ``{"message": …}`` with the type in ``x-amzn-ErrorType``; signature problems are
    403 there (AWS Lambda API reference, "Common errors"). ``access_of`` says what a request is about to do; only
    principals that may not do everything are asked.
    """

    def __init__(
        self, app: ASGIApp, authorizer: Authorizer, limits: BodyLimits, access_of: Callable[[Scope, bytes], Access]
    ) -> None:
        self._app = app
        self._authorizer = authorizer
        self._limits = limits
        self._access_of = access_of

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            body = await read_body(scope, receive, self._limits)
        except ServiceError as error:
            await _refuse(error, error.status, scope, receive, send)
            return
        except Disconnected:
            return
        try:
            principal = await self._authorizer.authorize(scope, body)
            if principal.require is not None:
                await principal.require(*self._access_of(scope, body))
        except ServiceError as error:
            await _refuse(error, FORBIDDEN, scope, receive, send)
            return
        await self._app(scope, _replay(body, receive), send)


async def _refuse(error: ServiceError, status: int, scope: Scope, receive: Receive, send: Send) -> None:
    log_refusal("REST request", error)
    headers = {name.decode("ascii"): value.decode("ascii") for name, value in error_headers(error)}
    if status != FORBIDDEN:
        headers["connection"] = "close"
    await JSONResponse({"message": error.message}, status_code=status, headers=headers)(scope, receive, send)


def _replay(body: bytes, receive: Receive) -> Receive:
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replayed() -> Message:
        return waiting.pop() if waiting else await receive()

    return replayed
