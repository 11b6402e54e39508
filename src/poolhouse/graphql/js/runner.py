"""Runs APPSYNC_JS in the harness, which is an ordinary function to the function runtime."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from poolhouse.graphql.ports import BadScript, Phase, ScriptOutcome
from poolhouse.ports import Clock, FunctionRuntime, FunctionTimedOut, FunctionUnavailable, Invocation

HARNESS = Path(__file__).with_name("harness.mjs")
ENVIRONMENT = {"NODE_OPTIONS": "--experimental-vm-modules"}
HANDLER_SECONDS = 5.0
"""What the harness needs to be configured with, besides a name. The last is the time limit of one handler."""

_CHECK_SECONDS = 20.0
_log = logging.getLogger(__name__)


class _Outcome(msgspec.Struct, frozen=True, rename="camel"):
    value: Any = None
    early: bool = False
    skip_to: str | None = None
    error: dict[str, Any] | None = None
    unauthorized: bool = False
    fault: str | None = None
    stash: Any = None
    args: Any = None
    appended: list[dict[str, Any]] = []
    headers: dict[str, str] = {}
    refused: str | None = None


_decode_text = msgspec.json.Decoder(str).decode
_decode_outcome = msgspec.json.Decoder(_Outcome).decode


class _Failed(Exception):
    """The harness gave no outcome; the text is for whoever wrote the code."""


class FunctionJsRunner:
    """Implements :class:`poolhouse.graphql.ports.JsRunner`. ``arn`` is the harness's."""

    def __init__(self, functions: FunctionRuntime, arn: str, clock: Clock) -> None:
        self._functions = functions
        self._arn = arn
        self._clock = clock

    async def check_code(self, code: str) -> None:
        """Raises BadScript."""
        try:
            outcome = await self._invoke({"code": code, "phase": "check"}, _CHECK_SECONDS)
        except _Failed as failure:
            raise BadScript(str(failure)) from None
        if outcome.refused is not None:
            raise BadScript(outcome.refused)

    async def run(
        self, code: str, phase: Phase, context: Mapping[str, Any], *, auth_type: str, timeout: float
    ) -> ScriptOutcome:
        event = {
            "code": code,
            "phase": phase,
            "context": msgspec.json.encode(context).decode(),
            "now": int(self._clock.now() * 1000),
            "authType": auth_type,
        }
        try:
            outcome = await self._invoke(event, timeout)
        except _Failed as failure:
            return ScriptOutcome(fault=str(failure))
        if outcome.refused is not None:
            return ScriptOutcome(fault=outcome.refused)
        return ScriptOutcome(
            value=outcome.value,
            early=outcome.early,
            skip_to=outcome.skip_to,
            error=outcome.error,
            unauthorized=outcome.unauthorized,
            fault=outcome.fault,
            stash=outcome.stash,
            args=outcome.args,
            appended=outcome.appended,
            headers=outcome.headers,
        )

    async def _invoke(self, event: Mapping[str, Any], timeout: float) -> _Outcome:
        """Raises _Failed."""
        try:
            answer = await self._functions.invoke(self._arn, msgspec.json.encode(event), timeout=timeout)
        except FunctionTimedOut:
            raise _Failed("The code ran out of time.") from None
        except FunctionUnavailable as failure:
            _log.error("The JavaScript harness cannot be called: %s", failure)
            raise _Failed("The code cannot be run.") from None
        if answer.function_error is not None:
            raise _Failed(_described(answer))
        try:
            return _decode_outcome(_decode_text(answer.payload))
        except (ValueError, RecursionError):
            raise _Failed("The code's result cannot be read.") from None


def _described(answer: Invocation) -> str:
    """How the worker itself ended: most often the time limit or the memory."""
    failure = msgspec.json.decode(answer.payload, type=dict[str, Any])
    if failure.get("errorType") == "Sandbox.Timedout":
        return "The code ran out of time."
    _log.error("The JavaScript harness failed: %s %s", failure.get("errorType"), failure.get("errorMessage"))
    return "The code cannot be run."
