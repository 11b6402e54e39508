"""One worker process: start, one event at a time, end. What it says is not trusted, only bounded and passed on."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import msgspec

from poolhouse.functions import failures, frames
from poolhouse.functions.event_pipe import EventPipe
from poolhouse.functions.logs import LogCapture
from poolhouse.functions.sandbox import Plan

_LAUNCHER = str(Path(__file__).resolve().parent / "launch" / "main.py")
_PIPE_READ = 64 * 1024
# Beyond this a call's output is read slowly, so that a flood costs the worker its time and not the server.
_FREE_LOG_BYTES = 1024 * 1024
_FLOOD_PAUSE_SECONDS = 0.01
_MOST_STATUS_BYTES = 1024
_MOST_WATCHED_FILES = 1000
# Between the last frame and the last word of a process that is ending by itself.
_ENDING_GRACE_SECONDS = 1.0

_log = logging.getLogger(__name__)


class Answer(msgspec.Struct, frozen=True):
    """``failed`` tells an error document from a result. ``memory_kib`` is the worker's peak so far, 0 if unknown."""

    body: bytes
    failed: bool
    memory_kib: int = 0
    remark: str = ""


class Worker:
    """A process that holds a loaded handler. Call :meth:`load` first; when ``alive`` is false, drop it."""

    def __init__(
        self,
        plan: Plan,
        log: LogCapture,
        code_root: Path,
        on_missing: Callable[[str], None],
        on_ended: Callable[[Worker], None],
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._plan = plan
        self._code_root = code_root
        self._on_missing = on_missing
        self._on_ended = on_ended
        self._frames = frames.FrameReader()
        self._process: subprocess.Popen[bytes] | None = None
        self._events: EventPipe | None = None
        self._answers_fd = -1
        self._waiting: asyncio.Future[Answer] | None = None
        self._expected: frozenset[int] = frozenset()
        self._request_id = ""
        self._status = bytearray()
        self._last_word = ""
        self._files: dict[str, tuple[int, int]] = {}
        self._log_fd = -1
        self._limit: asyncio.TimerHandle | None = None
        self._limited_until = 0.0
        self._time_limit = 0.0
        self._on_limit: Callable[[], None] = self._abandon
        self._log_paused: asyncio.TimerHandle | None = None
        self._ending: asyncio.TimerHandle | None = None
        self._running = False
        self.log = log
        self.alive = True
        self.idle_since = 0.0

    async def load(self, request_id: str) -> Answer | None:
        """Start the process and load the handler; an answer tells why that failed. Cancelling ends the worker.

        ``request_id`` is that of the call which needs the worker; an error document may name it.
        """
        ready = self._expect_answer(request_id, frames.WHILE_LOADING)
        try:
            self._spawn(self._plan)
            answer = await ready
        except BaseException:
            self.kill()
            if not self._running:
                self._on_ended(self)
            raise
        if answer.failed:
            self.kill()
            return answer
        return None

    async def invoke(self, request_id: str, arn: str, payload: bytes, time_limit: float, deadline: float) -> Answer:
        """Hand over one event. ``time_limit`` is the function's own, in seconds; ``deadline`` the caller's, on the
        loop's clock. Cancelling ends the worker.

        Raises TimeoutError at the caller's deadline; the worker is ended then.
        """
        answer = self._expect_answer(request_id, frames.DURING_A_CALL)
        assert self._events is not None
        # What can wait is done while the worker is at it.
        self._events.send(frames.encode_event(request_id, arn, int(time_limit * 1000), payload))
        self.log.begin(request_id)
        self._time_limit = time_limit
        own_end = self._loop.time() + time_limit
        if own_end <= deadline:
            self._set_limit(own_end, self._out_of_time)
        else:
            self._set_limit(deadline, self._abandon)
        try:
            return await answer
        except BaseException:
            self.kill()
            raise

    def is_stale(self) -> bool:
        """Whether a file that the function loaded has changed since, or is gone."""
        for path, seen in self._files.items():
            try:
                state = os.stat(path)  # noqa: PTH116 - a Path object per file and call would cost more than the call
            except OSError:
                return True
            if (state.st_size, state.st_mtime_ns) != seen:
                return True
        return False

    def kill(self) -> None:
        """End the process and all its descendants now."""
        self.alive = False
        if self._running and self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._process.pid, signal.SIGTERM)

    # --- start and end

    def _spawn(self, plan: Plan) -> None:
        # Pipes, as a socket pair would cost each of the two processes a sixth more for an event.
        (events_read, events_write), (answers_read, answers_write) = os.pipe(), os.pipe()
        (log_read, log_write), (status_read, status_write) = os.pipe(), os.pipe()
        given = (events_read, answers_write, status_write)
        try:
            # From the loop's own thread: the worker is set to die with the thread that started it.
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-S", _LAUNCHER, *map(str, given)],
                stdin=subprocess.DEVNULL,
                stdout=log_write,
                stderr=log_write,
                pass_fds=given,
                cwd="/",
                env={},
                start_new_session=True,
            )
        except BaseException:
            for descriptor in (events_write, answers_read, log_read, status_read):
                os.close(descriptor)
            raise
        finally:
            for descriptor in (*given, log_write):
                os.close(descriptor)
        for descriptor in (answers_read, log_read, status_read):
            os.set_blocking(descriptor, False)
        self._answers_fd, self._log_fd, self._status_fd = answers_read, log_read, status_read
        self._loop.add_reader(answers_read, self._read_answers)
        self._loop.add_reader(log_read, self._read_log)
        self._loop.add_reader(status_read, self._read_status)
        self._running = True
        self._events = EventPipe(self._loop, events_write)
        self._events.send(plan.encode())

    def _read_status(self) -> None:
        piece = os.read(self._status_fd, _MOST_STATUS_BYTES)
        self._status += piece
        *lines, rest = self._status.split(b"\n")
        for line in lines:
            if line.startswith(b"missing "):
                self._on_missing(line[len(b"missing ") :].decode())
            else:
                self._last_word = line.decode()
        self._status = bytearray(rest[:_MOST_STATUS_BYTES])
        if not piece:
            self._loop.remove_reader(self._status_fd)
            os.close(self._status_fd)
            self.kill()
            self._running = False
            self._finish_if_over()

    def _finish_if_over(self) -> None:
        """Once the process is gone and its answers are read to the end, or some time after the first of the two."""
        if not self._running and self._answers_fd < 0:
            self._finish()
        elif self._ending is None:
            self._ending = self._loop.call_later(_ENDING_GRACE_SECONDS, self._finish)

    def _finish(self) -> None:
        """Also called when the grace is over: a process that does neither is killed, and its pipes say so next."""
        if self._ending is not None:
            self._ending.cancel()
        self.kill()
        if self._running:
            return
        self._stop_reading_answers()
        if self._events is not None:
            self._events.close()
            self._events = None
        if self._limit is not None:
            self._limit.cancel()
        if self._log_fd >= 0:
            self._drain_log()
            self._stop_reading_log()
            self._settle(Answer(failures.exited(self._request_id, self._last_word), failed=True))
            self._on_ended(self)

    async def collect(self) -> None:
        """After the end: reap the process and remove its temporary folder."""
        await asyncio.to_thread(self._collect)

    def _collect(self) -> None:
        if self._process is not None:
            self._process.wait()
        shutil.rmtree(self._plan.writable[0], onerror=_report_leftover)

    # --- frames

    def _read_answers(self) -> None:
        try:
            data = os.read(self._answers_fd, _PIPE_READ)
        except BlockingIOError:
            return
        if data:
            self._hear(data)
        else:
            self._stop_reading_answers()
            self.alive = False
            self._finish_if_over()

    def _stop_reading_answers(self) -> None:
        if self._answers_fd >= 0:
            self._loop.remove_reader(self._answers_fd)
            os.close(self._answers_fd)
            self._answers_fd = -1

    def _hear(self, data: bytes) -> None:
        try:
            complete = self._frames.feed(data)
        except frames.FrameTooLarge:
            self._break_off(failures.answer_too_large())
            return
        for kind, body in complete:
            try:
                self._take(kind, body)
            except frames.BadFrame:
                self._break_off(failures.not_understood(self._request_id))
                return
        if self._frames.unfinished and not self._expected:
            # The beginning of something that nobody asked for would spoil the answer to the next event.
            self._break_off(failures.not_understood(self._request_id))

    def _take(self, kind: int, body: bytes) -> None:
        """Raises BadFrame for what no honest worker says now."""
        if kind not in self._expected:
            raise frames.BadFrame
        if kind == frames.LOADED:
            for path, state in frames.decode_loaded(body):
                if len(self._files) < _MOST_WATCHED_FILES and path.is_relative_to(self._code_root):
                    self._files[str(path)] = state
            return
        if self._log_paused is not None:
            self._drain_log()
        # Else the loop, which has seen this frame, has also seen what was written to the log before it, and reads all
        # of that before whoever waits for the answer goes on.
        if kind == frames.READY:
            self._settle(Answer(b"", failed=False))
        else:
            memory_kib, document = frames.decode_answer(body)
            if kind == frames.LAST_WORDS:
                self.alive = False
            self._settle(Answer(document, kind != frames.RESULT, memory_kib))

    def _break_off(self, document: bytes) -> None:
        """End the worker and listen to it no more: what else it sent would only fill memory."""
        self.kill()
        self._stop_reading_answers()
        self._drain_log()
        self._settle(Answer(document, failed=True))
        self._finish_if_over()

    def _expect_answer(self, request_id: str, expected: frozenset[int]) -> asyncio.Future[Answer]:
        self._request_id = request_id
        self._expected = expected
        self._waiting = self._loop.create_future()
        return self._waiting

    def _settle(self, answer: Answer) -> None:
        self._expected = frozenset()
        waiting, self._waiting = self._waiting, None
        if waiting is not None and not waiting.done():
            waiting.set_result(answer)

    def _set_limit(self, end: float, on_limit: Callable[[], None]) -> None:
        """One timer serves many calls, as most are over long before: it looks again when it was set for another."""
        self._limited_until, self._on_limit = end, on_limit
        if self._limit is not None and end < self._limit.when():
            self._limit.cancel()
            self._limit = None
        if self._limit is None:
            self._limit = self._loop.call_at(end, self._look_at_limit)

    def _look_at_limit(self) -> None:
        self._limit = None
        if self._waiting is None:
            return
        if self._loop.time() < self._limited_until:
            self._set_limit(self._limited_until, self._on_limit)
        else:
            self._on_limit()

    def _out_of_time(self) -> None:
        remark = f"{self._request_id} Task timed out after {self._time_limit:.2f} seconds\n\n"
        self.kill()
        self._drain_log()
        self._settle(Answer(failures.timed_out(self._request_id, self._time_limit), failed=True, remark=remark))

    def _abandon(self) -> None:
        self.kill()
        waiting, self._waiting = self._waiting, None
        if waiting is not None and not waiting.done():
            waiting.set_exception(TimeoutError())

    # --- log

    def _read_log(self) -> None:
        # A read that is not full has emptied the pipe, whose size differs between systems.
        while (count := self._read_log_once()) == _PIPE_READ and self.log.written <= _FREE_LOG_BYTES:
            pass
        if count and self.log.written > _FREE_LOG_BYTES:
            self._loop.remove_reader(self._log_fd)
            self._log_paused = self._loop.call_later(_FLOOD_PAUSE_SECONDS, self._go_on_reading_log)

    def _go_on_reading_log(self) -> None:
        self._log_paused = None
        self._loop.add_reader(self._log_fd, self._read_log)

    def _read_log_once(self) -> int:
        """The number of bytes read."""
        try:
            piece = os.read(self._log_fd, _PIPE_READ)
        except BlockingIOError:
            return 0
        if piece:
            self.log.feed(piece)
        elif self._log_paused is None:
            self._loop.remove_reader(self._log_fd)
        return len(piece)

    def _drain_log(self) -> None:
        """Read what has been written so far."""
        for _ in range(_FREE_LOG_BYTES // _PIPE_READ):
            if self._log_fd < 0 or self._read_log_once() < _PIPE_READ:
                return

    def _stop_reading_log(self) -> None:
        if self._log_paused is not None:
            self._log_paused.cancel()
        self._loop.remove_reader(self._log_fd)
        os.close(self._log_fd)
        self._log_fd = -1


def make_temporary_folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="poolhouse-function-")).resolve()


def _report_leftover(_call: object, path: str, failure: tuple[type[BaseException], BaseException, object]) -> None:
    _log.warning("Could not remove %s of an ended function worker: %s", path, failure[1])
