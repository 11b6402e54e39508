from __future__ import annotations

from typing import Any
from urllib.parse import unquote_to_bytes

from hypothesis import given
from hypothesis import strategies as st

from poolhouse.pages.journey import LIFETIME_SECONDS, Journey, JourneyBox, split
from poolhouse.system import SystemEntropy


class Clock:
    time = 1_800_000_000.0

    def now(self) -> float:
        return self.time


texts = st.text(max_size=200)


@given(st.binary(max_size=80), texts, texts)
def test_the_request_before_it_stays_as_it_was(query: bytes, username: str, destination: str) -> None:
    box, journey = JourneyBox(b"k" * 32, Clock(), SystemEntropy()), Journey(username, destination, "notice.confirmed")
    sealed = box.seal(journey, "client")
    before, found = split(query + b"&_step=" + sealed.encode())
    assert (before, found) == (query, sealed)
    assert box.open(found, "client") == journey
    assert box.open(found, "another") == Journey()


@given(st.text(max_size=120))
def test_what_is_not_ours_is_nothing(text: str) -> None:
    assert JourneyBox(b"k" * 32, Clock(), SystemEntropy()).open(text, "client") == Journey()


def test_it_ends() -> None:
    clock = Clock()
    box = JourneyBox(b"k" * 32, clock, SystemEntropy())
    sealed = box.seal(Journey("marina"), "client")
    clock.time += LIFETIME_SECONDS - 1
    assert box.open(sealed, "client") == Journey("marina")
    clock.time += 1
    assert box.open(sealed, "client") == Journey()


def test_only_the_last_one_counts() -> None:
    assert split(b"a=1&_step=x&b=2") == (b"a=1&_step=x&b=2", "")
    assert split(b"_step=x") == (b"", "x")
    assert split(b"a_step=x") == (b"a_step=x", "")
    assert split(b"") == (b"", "")


def test_bytes_that_urls_do_not_hold_are_encoded(harbour: Any) -> None:
    """Some libraries send them as they are."""
    raw = harbour.query.encode() + b'&note=\xe2\x82\xac <>"'
    answers: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        answers.append(message)

    scope = {
        "type": "http",
        "method": "GET",
        "scheme": "http",
        "path": "/login",
        "raw_path": b"/login",
        "root_path": "",
        "query_string": raw,
        "headers": [(b"host", b"localhost:9500")],
        "server": ("localhost", 9500),
    }
    harbour.house.runner.run(harbour.house.http._transport.app(scope, receive, send))
    assert answers[0]["status"] == 200
    page = answers[1]["body"].decode()
    action = page.partition('action="/login?')[2].partition('"')[0].replace("&amp;", "&")
    action = action.replace("&lt;", "<").replace("&gt;", ">").replace("&#34;", '"')
    assert action.isascii()
    assert unquote_to_bytes(action) == unquote_to_bytes(raw)
