"""Calling a trigger function and reading its answer; shared by every synchronous trigger.

Source: Cognito developer guide, "Customizing user pool workflows with Lambda triggers".
"""

from __future__ import annotations

from typing import Any, NamedTuple

import msgspec

from poolhouse.ports import FunctionRuntime, FunctionTimedOut, FunctionUnavailable, Invocation
from poolhouse.triggers import diagnosis
from poolhouse.triggers.errors import FUNCTION_FAILED, INVOCATION_FAILED, NOT_JSON, SOCKET_TIMEOUT, UNRECOGNIZABLE

ATTEMPT_SECONDS = 5.0
ATTEMPTS = 3
"""Only silence is tried again; an error is an answer."""


async def call_trigger(
    runtime: FunctionRuntime, trigger_name: str, arn: str, event: dict[str, Any], pool_arn: str
) -> dict[str, Any]:
    """Send ``event`` to the function and return the event it sends back, its common members checked.

    ``trigger_name`` is the name that error texts print. What lies in ``response`` is the trigger's own business;
    changes outside ``response`` have no effect and callers must not read them.

    Raises ServiceError UserLambdaValidationException, UnexpectedLambdaException, InvalidLambdaResponseException.
    """
    return read_answer(trigger_name, event, await invoke_trigger(runtime, trigger_name, arn, event, pool_arn))


async def invoke_trigger(
    runtime: FunctionRuntime, trigger_name: str, arn: str, event: dict[str, Any], pool_arn: str
) -> Invocation:
    """The I/O half of :func:`call_trigger`. Raises ServiceError UnexpectedLambdaException."""
    payload = msgspec.json.encode(event)
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return await runtime.invoke(arn, payload, timeout=ATTEMPT_SECONDS, source_arn=pool_arn)
        except FunctionTimedOut as silence:
            if attempt == ATTEMPTS:
                hint = diagnosis.TIMED_OUT.hint(seconds=f"{ATTEMPT_SECONDS:g}", attempts=ATTEMPTS)
                raise INVOCATION_FAILED(trigger=trigger_name, reason=SOCKET_TIMEOUT, hint=hint) from silence
        except FunctionUnavailable as refusal:
            hint = diagnosis.unavailable_hint(refusal.reason, refusal.hint)
            raise INVOCATION_FAILED(trigger=trigger_name, reason=refusal.reason, hint=hint) from refusal
    raise AssertionError("the last attempt returns or raises")


def read_answer(trigger_name: str, sent: dict[str, Any], invocation: Invocation) -> dict[str, Any]:
    """The pure half of :func:`call_trigger`: the returned event.

    Raises ServiceError UserLambdaValidationException, InvalidLambdaResponseException.
    """
    if invocation.function_error is not None:
        thrown = _thrown(invocation.payload)
        hint = diagnosis.thrown_hint(thrown.error_type)
        raise FUNCTION_FAILED(trigger=trigger_name, error=thrown.error_message, hint=hint)
    returned = _decode(invocation.payload)
    validate_envelope(sent, returned)
    return returned


def validate_envelope(sent: dict[str, Any], returned: dict[str, Any]) -> None:
    """Check that the common members came back with the types they had; their values do not matter.

    A member delivered as null must come back as null. The inside of ``request`` is not looked at, since changes there
    are ignored (event types of some languages add ``"clientMetadata": null``); the inside of ``response`` is left to
    the trigger.

    Raises ServiceError InvalidLambdaResponseException.
    """
    if flaw := _flaw(sent, returned, "event") or _flaw(
        sent["callerContext"], returned["callerContext"], "event.callerContext"
    ):
        raise UNRECOGNIZABLE(hint=diagnosis.answer_hint(sent, returned, flaw))


def _flaw(sent: dict[str, Any], returned: dict[str, Any], path: str) -> str | None:
    for name, value in sent.items():
        if name not in returned:
            return f"The answer lacks {path}.{name}"
        if type(returned[name]) is not type(value):
            return f"The answer changed the type of {path}.{name}"
    if len(returned) > len(sent):
        return f"The answer adds a member to {path} that was not delivered"
    return None


def _decode(payload: bytes) -> dict[str, Any]:
    try:
        returned = msgspec.json.decode(payload)
    except (msgspec.ValidationError, RecursionError) as excess:
        raise UNRECOGNIZABLE(hint=diagnosis.TOO_LARGE_OR_DEEP.hint()) from excess
    except (msgspec.DecodeError, UnicodeDecodeError) as malformed:
        raise NOT_JSON(hint=diagnosis.NOTHING_RETURNED.hint()) from malformed
    if not isinstance(returned, dict):
        raise NOT_JSON(hint=diagnosis.NOTHING_RETURNED.hint())
    return returned


class _Thrown(NamedTuple):
    """Lambda's error document. A member is empty when the function threw something that has none."""

    error_message: str = ""
    error_type: str = ""


def _thrown(payload: bytes) -> _Thrown:
    try:
        document = msgspec.json.decode(payload)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _Thrown()
    members = document if isinstance(document, dict) else {}
    texts = {name: text for name, text in members.items() if isinstance(text, str)}
    return _Thrown(texts.get("errorMessage", ""), texts.get("errorType", ""))
