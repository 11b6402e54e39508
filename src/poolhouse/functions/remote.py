"""Functions behind another Lambda-compatible Invoke API, AWS itself included.

Source: Lambda API Reference, "Invoke".
"""

from __future__ import annotations

import base64
import binascii
from functools import partial
from urllib.parse import quote, urlsplit

import httpx
import msgspec

from poolhouse.functions.source import ConfigFunction
from poolhouse.model import sigv4
from poolhouse.ports import Clock, FunctionTimedOut, FunctionUnavailable, Invocation

_REASONS = {
    403: "AccessDeniedException",
    404: "ResourceNotFoundException",
    409: "ResourceConflictException",
    429: "TooManyRequestsException",
}
_LARGEST_ANSWER = 8 * 1024 * 1024


class RemoteLambda(msgspec.Struct, frozen=True):
    """Invokes over ``client``. ``credentials`` sign the calls; without them calls go out unsigned."""

    client: httpx.AsyncClient
    clock: Clock
    region: str
    credentials: sigv4.Credentials | None

    async def close(self) -> None:
        await self.client.aclose()

    async def invoke(self, function: ConfigFunction, payload: bytes) -> Invocation:
        """Raises FunctionUnavailable, FunctionTimedOut. The caller bounds the time."""
        base = (function.endpoint or "").rstrip("/")
        name = quote(function.remote_name or function.name, safe="")
        url = f"{base}/2015-03-31/functions/{name}/invocations"
        headers = {"content-type": "application/json", "x-amz-invocation-type": "RequestResponse"}
        headers["x-amz-log-type"] = "Tail"
        headers["host"] = urlsplit(url).netloc
        if self.credentials is not None:
            scope = sigv4.Scope(self.clock.now(), self.region, "lambda")
            headers = sigv4.sign("POST", url, headers, payload, self.credentials, scope)
        began = self.clock.now()
        try:
            async with self.client.stream("POST", url, content=payload, headers=headers) as response:
                body = await _bounded(response)
        except httpx.TimeoutException as error:
            raise FunctionTimedOut(f"{base} did not answer: {type(error).__name__}") from error
        except httpx.HTTPError as error:
            raise FunctionUnavailable("ServiceException", f"{base} cannot be reached: {error}") from error
        if response.status_code != 200:
            reason = _REASONS.get(response.status_code, "ServiceException")
            raise FunctionUnavailable(reason, f"{base} answered {response.status_code} for function {function.name}.")
        return Invocation(
            response.headers.get("x-amzn-requestid", ""),
            body,
            response.headers.get("x-amz-function-error"),
            partial(_decoded, response.headers.get("x-amz-log-result", "")),
            (self.clock.now() - began) * 1000,
        )


async def _bounded(response: httpx.Response) -> bytes:
    body = bytearray()
    async for piece in response.aiter_bytes():
        body += piece
        if len(body) > _LARGEST_ANSWER:
            raise FunctionUnavailable("ServiceException", "The endpoint's answer is larger than any Lambda answer.")
    return bytes(body)


def _decoded(log: str) -> bytes:
    try:
        return base64.b64decode(log, validate=True)
    except binascii.Error:
        return b""
