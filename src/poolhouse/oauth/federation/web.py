"""Calls to identity providers, within limits of time and size. No redirect is followed: what is asked for is in the
provider's settings or in its discovery document, and nowhere else."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import urlsplit

import httpx
import msgspec

from poolhouse.model.provider_address import is_safe

SECONDS = 5.0
LARGEST_ANSWER = 1024 * 1024


class CallFailed(Exception):
    """``text`` may be told to the client; ``timed_out`` and ``status`` (0 without an answer) say more."""

    def __init__(self, text: str, *, hint: str = "", timed_out: bool = False, status: int = 0) -> None:
        super().__init__(text)
        self.text = text
        self.hint = hint
        self.timed_out = timed_out
        self.status = status


class ProviderWeb:
    """``seconds`` for a whole call."""

    def __init__(self, client: httpx.AsyncClient, seconds: float = SECONDS) -> None:
        client.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=()))
        self._client = client
        self._seconds = seconds

    async def get_json(self, url: str, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
        return _json_object(url, await self.send("GET", url, headers or {}))

    async def post_form(self, url: str, form: Mapping[str, str]) -> dict[str, Any]:
        return _json_object(url, await self.send("POST", url, {}, form))

    async def post_json(self, url: str, headers: Mapping[str, str]) -> dict[str, Any]:
        """Without a form (OpenID Connect Core 1.0, 5.3.1: the access token stands in a header)."""
        return _json_object(url, await self.send("POST", url, headers))

    async def send(
        self, method: str, url: str, headers: Mapping[str, str], form: Mapping[str, str] | None = None
    ) -> bytes:
        """The body of a successful answer. Raises CallFailed."""
        if not is_safe(url):
            raise CallFailed("invalid provider URL", hint=f"{_host(url)!r} is malformed or not encrypted")
        try:
            async with (
                asyncio.timeout(self._seconds),
                self._client.stream(
                    method,
                    url,
                    headers={"accept": "application/json, */*;q=0.5", "accept-encoding": "identity", **headers},
                    data=form,
                    follow_redirects=False,
                    timeout=self._seconds,
                ) as response,
            ):
                body = await _bounded(response)
        except (TimeoutError, httpx.TimeoutException):
            raise CallFailed("Read timed out", hint=f"{_host(url)} did not answer in time", timed_out=True) from None
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as problem:
            hint = f"{_host(url)} did not answer: {type(problem).__name__}: {problem}"
            raise CallFailed("Connection reset", hint=hint) from None
        if response.status_code != httpx.codes.OK:
            text = f"status {response.status_code}"
            raise CallFailed(text, hint=f"{_host(url)} answered with {text}", status=response.status_code)
        return body


async def _bounded(response: httpx.Response) -> bytes:
    """The body as it was sent: what is packed is inflated before anybody can count it (RFC 9110, 12.5.3)."""
    if response.headers.get("content-encoding", "identity").strip().lower() != "identity":
        raise CallFailed("answer is encoded", hint=f"{response.url.host} sent a content-encoding nobody asked for")
    body = bytearray()
    async for piece in response.aiter_raw():
        body += piece
        if len(body) > LARGEST_ANSWER:
            raise CallFailed("answer too large", hint=f"{response.url.host} sent more than {LARGEST_ANSWER} bytes")
    return bytes(body)


def _json_object(url: str, body: bytes) -> dict[str, Any]:
    try:
        return msgspec.json.decode(body, type=dict[str, Any])
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise CallFailed("answer is no JSON object", hint=f"{_host(url)} sent no JSON object") from None


def _host(url: str) -> str:
    try:
        return urlsplit(url).netloc.rpartition("@")[2]
    except ValueError:
        return "the provider"
