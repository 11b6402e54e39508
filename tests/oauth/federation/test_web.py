"""Calls to providers, within limits; and what is kept of them."""

from __future__ import annotations

import asyncio
import gzip

import httpx
import pytest

from poolhouse.oauth.federation.cached import FAILED_SECONDS, MOST_KEPT, Cached
from poolhouse.oauth.federation.failures import FederationFailed
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


async def test_the_oldest_is_forgotten() -> None:
    fetched = list[str]()

    async def fetch(address: str) -> str:
        fetched.append(address)
        return address

    cached = Cached(Clock(), 60.0, fetch)
    for number in range(MOST_KEPT + 5):
        assert await cached.get(str(number)) == str(number)
    await cached.get(str(MOST_KEPT))
    assert len(fetched) == MOST_KEPT + 5
    await cached.get("0")
    assert len(fetched) == MOST_KEPT + 6


async def test_who_failed_is_left_alone_for_a_moment() -> None:
    clock, asked, works = Clock(), list[str](), False

    async def fetch(address: str) -> str:
        asked.append(address)
        if not works:
            clock.time += 4
            raise FederationFailed("status 500", "a hint", code="server_error")
        return address

    cached = Cached(clock, 60.0, fetch)
    for _ in range(3):
        with pytest.raises(FederationFailed) as failure:
            await cached.get("a")
        told = (failure.value.description, failure.value.hint, failure.value.code)
        assert told == ("status 500", "a hint", "server_error")
    assert asked == ["a"]
    works = True
    assert await cached.get("b") == "b"
    clock.time += FAILED_SECONDS - 1
    with pytest.raises(FederationFailed):
        await cached.get("a")
    clock.time += 1
    assert await cached.get("a") == "a"
    assert asked == ["a", "b", "a"]


async def test_a_failure_does_not_spoil_what_was_fetched_before() -> None:
    clock, works = Clock(), True

    async def fetch(address: str) -> str:
        if not works:
            raise FederationFailed("status 500")
        return address

    cached = Cached(clock, 60.0, fetch)
    await cached.get("a")
    works = False
    clock.time += 10
    with pytest.raises(FederationFailed):
        await cached.get("a", older_than=10.0)
    assert await cached.get("a") == "a"


async def test_failures_do_not_pile_up() -> None:
    asked = list[str]()

    async def fetch(address: str) -> str:
        asked.append(address)
        raise FederationFailed("status 500")

    cached = Cached(Clock(), 60.0, fetch)
    for number in (*range(MOST_KEPT + 1), MOST_KEPT, 0):
        with pytest.raises(FederationFailed):
            await cached.get(str(number))
    assert len(asked) == MOST_KEPT + 2
