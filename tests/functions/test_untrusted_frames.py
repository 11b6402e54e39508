"""What a worker says on its pipe is the function's code speaking: nothing of it may raise in the server."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from poolhouse.functions.frames import BadFrame, FrameReader, FrameTooLarge, decode_answer, decode_loaded

SAYS_WHAT_IT_IS_TOLD = """
import base64, os
def f(event, context):
    if event == "echo":
        return "echo"
    if event == "root":
        return os.environ["LAMBDA_TASK_ROOT"]
    os.write(3, base64.b64decode(event.removeprefix("!")))
    if event.startswith("!"):
        os._exit(1)
    return "honest"
"""
READY, LOADED, RESULT, FAILURE, LAST_WORDS = 1, 2, 3, 4, 5


def frame(kind: int, body: bytes = b"") -> bytes:
    return (len(body) + 1).to_bytes(4, "big") + bytes((kind,)) + body


def loaded(*files: tuple[str, int, str]) -> bytes:
    return frame(LOADED, json.dumps(files).encode())


@pytest.fixture
async def speaker(bench: Any) -> Any:
    bench.define("h.py", SAYS_WHAT_IT_IS_TOLD, function="f")
    return bench


@pytest.fixture
async def raised() -> Any:
    """What reached the event loop's exception handler."""
    contexts: list[Any] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: contexts.append(context))
    return contexts


async def say(speaker: Any, words: bytes) -> tuple[str | None, Any]:
    answer = await speaker.call(base64.b64encode(words).decode())
    return answer.function_error, answer.payload


@pytest.mark.parametrize(
    "words",
    [
        frame(READY),
        frame(0),
        frame(6),
        frame(255, b"x"),
        frame(RESULT),
        frame(RESULT, b"\0\0\0\1"),
        frame(FAILURE, b"\0"),
        frame(LOADED),
        frame(LOADED, b"{}"),
        frame(LOADED, b"[" * 100_000 + b"]" * 100_000),
        frame(LOADED, b'[["\xff",1,"1"]]'),
        loaded(("/a\0b", 1, "1")),
        loaded(("/a/../b", 1, "1")),
        loaded(("/a", 1, "9" * 5000)),
        loaded(("/a", 1, "x")),
    ],
    ids=range(15),
)
async def test_words_outside_the_protocol_end_the_worker(speaker: Any, raised: list[Any], words: bytes) -> None:
    error, payload = await say(speaker, words)
    assert error == "Unhandled"
    document = json.loads(payload)
    assert document["errorType"] == "Runtime.Unknown"
    assert "did not keep to the runtime's protocol" in document["errorMessage"]
    assert await speaker.result("echo") == "echo"
    assert raised == []


async def test_watched_files_with_impossible_names_do_not_break_later_calls(speaker: Any, raised: list[Any]) -> None:
    root = await speaker.result("root")
    for name in ("x\0y", "\ud800", "n" * 5000):
        await say(speaker, loaded((str(Path(root, name)), 1, "1")))
        assert await speaker.result("echo") == "echo"
    assert raised == []


@pytest.mark.parametrize("more", [frame(RESULT, b"\0\0\0\1" + b'"more"'), b"\0\0\0", b"\xff" * 4], ids=range(3))
async def test_what_follows_an_answer_does_not_spoil_the_next(speaker: Any, raised: list[Any], more: bytes) -> None:
    await say(speaker, frame(RESULT, b"\0\0\0\1" + b'"forged"') + more)
    assert await speaker.result("echo") == "echo"
    assert raised == []


async def test_answers_before_the_handler_is_loaded_are_refused(bench: Any, raised: list[Any]) -> None:
    bench.define(
        "h.py", f"import os\nos.write(3, {frame(RESULT, b'    1')!r})\ndef f(e, c): return 'honest'\n", function="f"
    )
    assert (await bench.failure())["errorType"] == "Runtime.Unknown"
    assert raised == []


async def test_end_by_a_signal_without_a_name(bench: Any, raised: list[Any]) -> None:
    bench.define("h.py", "import os\ndef f(e, c): os.kill(os.getpid(), 40)\n", function="f")
    assert (await bench.failure())["errorMessage"].endswith("Runtime exited with error: signal: 40")
    assert raised == []


KINDS = st.integers(0, 7)
NUMBERS = st.one_of(st.integers(), st.text("0123456789x-", max_size=6), st.just("9" * 5000), st.none())
FILES = st.lists(st.tuples(st.text(max_size=8), NUMBERS, NUMBERS), max_size=3)
BODIES = st.one_of(st.binary(max_size=12), FILES.map(lambda files: json.dumps(files).encode()))
WORDS = st.one_of(
    st.binary(max_size=16), st.lists(st.builds(frame, KINDS, BODIES), min_size=1, max_size=4).map(b"".join)
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=WORDS)
async def test_any_words(speaker: Any, raised: list[Any], words: bytes) -> None:
    """Whatever it says, the call is answered: by what it forged as its own answer, or as an error."""
    # It ends afterwards: the rest of a frame that it only began would be waited for until the call's limit.
    answer = await speaker.call("!" + base64.b64encode(words).decode())
    assert answer.function_error in {None, "Unhandled"}
    # After a forged answer the next event may still reach the process that is ending.
    await speaker.call("echo")
    await speaker.call("echo")
    assert await speaker.result("echo") == "echo"
    assert raised == []


def complete_frames(pieces: list[bytes]) -> Iterator[tuple[int, bytes]]:
    reader = FrameReader()
    for piece in pieces:
        yield from reader.feed(piece)


@given(pieces=st.lists(st.one_of(st.binary(max_size=16), WORDS), max_size=4))
def test_decoding_refuses_or_returns(pieces: list[bytes]) -> None:
    try:
        for _, body in complete_frames(pieces):
            for decode in (decode_loaded, decode_answer):
                try:
                    decode(body)
                except BadFrame:
                    continue
    except FrameTooLarge:
        return


@given(frames=st.lists(st.tuples(st.integers(0, 255), st.binary(max_size=9)), max_size=5), data=st.data())
def test_frames_survive_any_cutting(frames: list[tuple[int, bytes]], data: st.DataObject) -> None:
    stream = b"".join(frame(kind, body) for kind, body in frames)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=6)))
    pieces = [stream[start:end] for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True)]
    assert list(complete_frames(pieces)) == frames
