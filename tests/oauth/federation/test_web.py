"""Calls to providers, within limits; and what is kept of them."""

from __future__ import annotations

import asyncio
import gzip

import httpx
import pytest

from poolhouse.oauth.federation.cached import MOST_KEPT, Cached
from poolhouse.oauth.federation.web import LARGEST_ANSWER, CallFailed, ProviderWeb


class Clock:
    def __init__(self) -> None:
        self.time = 1000.0

    def now(self) -> float:
        return self.time


async def test_an_address_that_is_not_safe_is_not_called() -> None:
    async with httpx.AsyncClient() as client:
        for url in ("http://id.example.com/", "http://localhost:99999/", "http://local\nhost/", "http://[", ""):
            with pytest.raises(CallFailed, match="invalid provider URL"):
                await ProviderWeb(client).send("GET", url, {})


async def answered(start: bytes, *, then: bytes = b"", url: str = "/", asked: list[bytes] | None = None) -> bytes:
    """What a server that sends these bytes makes of a call; ``asked`` gets the head of the request."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        if asked is not None:
            asked.append(head)
        writer.write(start + then)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server, httpx.AsyncClient() as client:
        return await ProviderWeb(client).send("GET", f"http://127.0.0.1:{port}{url}", {})


async def test_a_body_arrives() -> None:
    assert await answered(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n", then=b"ok") == b"ok"


async def test_redirects_are_not_followed() -> None:
    with pytest.raises(CallFailed, match="status 302"):
        await answered(b"HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:9/\r\ncontent-length: 0\r\n\r\n")


async def test_an_endless_answer_is_cut() -> None:
    with pytest.raises(CallFailed, match="too large"):
        await answered(b"HTTP/1.1 200 OK\r\n\r\n", then=b"x" * (LARGEST_ANSWER + 1))


@pytest.mark.parametrize("encoding", [b"gzip", b"deflate", b"identity, gzip", b"x-made-up"])
async def test_a_packed_answer_is_refused_unread(encoding: bytes) -> None:
    packed = gzip.compress(b"x" * 100)
    start = b"HTTP/1.1 200 OK\r\ncontent-encoding: " + encoding + b"\r\n\r\n"
    with pytest.raises(CallFailed, match="answer is encoded"):
        await answered(start, then=packed)


async def test_what_is_packed_without_a_word_stays_packed() -> None:
    packed = gzip.compress(b"x" * (LARGEST_ANSWER + 1))
    assert await answered(b"HTTP/1.1 200 OK\r\n\r\n", then=packed) == packed
    assert await answered(b"HTTP/1.1 200 OK\r\ncontent-encoding: Identity\r\n\r\n", then=b"ok") == b"ok"


async def test_nothing_packed_is_asked_for() -> None:
    asked: list[bytes] = []
    await answered(b"HTTP/1.1 200 OK\r\n\r\n", asked=asked)
    assert b"accept-encoding: identity\r\n" in asked[0].lower()
    assert asked[0].lower().count(b"accept-encoding") == 1


async def test_what_is_no_http() -> None:
    with pytest.raises(CallFailed, match="Connection reset"):
        await answered(b"\x00\x01\r\n\r\n")


async def test_what_was_fetched_is_kept_for_its_time() -> None:
    clock, fetched = Clock(), list[str]()

    async def fetch(address: str) -> int:
        fetched.append(address)
        return len(fetched)

    cached = Cached(clock, 60.0, fetch)
    assert [await cached.get("a"), await cached.get("a"), await cached.get("b")] == [1, 1, 2]
    clock.time += 30
    assert await cached.get("a", older_than=20.0) == 3
    clock.time += 59
    assert await cached.get("a") == 3
    clock.time += 1
    assert await cached.get("a") == 4


async def test_what_failed_is_tried_again_and_the_oldest_is_forgotten() -> None:
    clock, fails = Clock(), True

    async def fetch(address: str) -> str:
        if fails:
            raise CallFailed("status 500")
        return address

    cached = Cached(clock, 60.0, fetch)
    with pytest.raises(CallFailed):
        await cached.get("a")
    fails = False
    for number in range(MOST_KEPT + 5):
        assert await cached.get(str(number)) == str(number)
    fails = True
    assert await cached.get(str(MOST_KEPT)) == str(MOST_KEPT)
    with pytest.raises(CallFailed):
        await cached.get("0")
