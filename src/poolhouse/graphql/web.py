"""HTTP by httpx, within limits."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from http.cookiejar import DefaultCookiePolicy

import httpx

from poolhouse.graphql.ports import WebAnswer, WebFailure

LARGEST_ANSWER = 5 * 1024 * 1024


class HttpxWeb:
    """Implements :class:`poolhouse.graphql.ports.Web` over a client of its own use."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        # A cookie set for one caller's request must not travel with the next one's.
        client.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=()))
        self._client = client

    async def send(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes, *, timeout: float
    ) -> WebAnswer:
        """Raises WebFailure."""
        try:
            async with (
                asyncio.timeout(timeout),
                self._client.stream(
                    method, url, headers=dict(headers), content=body, follow_redirects=False, timeout=timeout
                ) as response,
            ):
                read = await _bounded(response)
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeError, TimeoutError) as error:
            raise WebFailure(f"{httpx.URL(url).host} did not answer: {type(error).__name__}") from None
        return WebAnswer(response.status_code, dict(response.headers), read)


async def _bounded(response: httpx.Response) -> bytes:
    body = bytearray()
    async for piece in response.aiter_bytes():
        body += piece
        if len(body) > LARGEST_ANSWER:
            raise WebFailure(f"{response.url.host} answered with more than {LARGEST_ANSWER} bytes.")
    return bytes(body)
