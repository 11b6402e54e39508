"""Likely causes of a trigger function's failure and how to mend them, as data.

The public texts say little ("Unrecognizable lambda output"); these go into ``ServiceError.hint`` for the log and
``poolhouse explain``. None holds a value that the function returned.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec


class Diagnosis(msgspec.Struct, frozen=True):
    """``cause`` and ``mend`` are sentences; both may hold ``{name}`` fields for :meth:`hint`."""

    cause: str
    mend: str

    def hint(self, **values: object) -> str:
        """Both sentences with ``values`` filled in, each cut to a line of LONGEST_DETAIL characters."""
        return f"{self.cause} {self.mend}".format(**{name: _detail(value) for name, value in values.items()})


LONGEST_DETAIL = 200
"""Names come from the function; none of them may flood the log or forge a line in it."""


def _detail(value: object) -> str:
    text = str(value)
    shown = text if len(text) <= LONGEST_DETAIL else text[:LONGEST_DETAIL] + "…"
    return "".join(character if character.isprintable() else "\ufffd" for character in shown)


FUNCTION_THREW = Diagnosis(
    "The function threw an error or its process ended.",
    "Its log holds the stack trace; an error thrown on purpose refuses the request, and callers read its message.",
)
LOAD_FAILURES: Mapping[str, Diagnosis] = {
    "Runtime.ImportModuleError": Diagnosis(
        "The function's file, or something that it imports, was not found or may not be read.",
        "A function reads its own folder, up to the nearest one with a package.json (Python: pyproject.toml or "
        "requirements.txt): check the path, or put such a file where the project begins.",
    ),
    "Runtime.HandlerNotFound": Diagnosis(
        "The function's file has no handler of the name that is set.",
        "A configured Node.js file exports it: `export const handler = …`; Python's is the name after the colon.",
    ),
    "Runtime.UserCodeSyntaxError": Diagnosis(
        "The function's file is not valid; its log says where.",
        "TypeScript runs with its types removed, not compiled: write an enum, a namespace or a parameter property as "
        "plain JavaScript, or bundle the function first.",
    ),
}
"""By the error type that Lambda's runtimes report when a function cannot be loaded."""

TIMED_OUT = Diagnosis(
    "The function gave no answer within {seconds} seconds in {attempts} attempts.",
    "Look for a call that hangs, or for a callback handler that never calls back; the limit cannot be raised.",
)
NOTHING_RETURNED = Diagnosis(
    "The function returned nothing, or something other than a JSON object.",
    "End the handler with `return event`; an async handler that uses the callback returns nothing.",
)
STATUS_CODE = Diagnosis(
    "The function answered like an API Gateway handler, with statusCode and body.",
    "A trigger must return the event it was given: fill event.response and `return event`.",
)
LETTER_CASE = Diagnosis(
    "The answer spells {name} with another letter case.",
    "Names must come back exactly as delivered; configure the serialiser for camelCase.",
)
RESPONSE_ALONE = Diagnosis(
    "The function returned the contents of event.response instead of the event.",
    "Assign them to event.response and `return event`.",
)
EVENT_NOT_RETURNED = Diagnosis(
    "{flaw}.",
    "Return the whole event as it was given and change nothing but event.response.",
)
TOO_LARGE_OR_DEEP = Diagnosis(
    "The answer holds a number out of range or is nested too deeply.",
    "Send large numbers as strings and keep objects flat.",
)

UNAVAILABLE: Mapping[str, Diagnosis] = {
    "AccessDeniedException": Diagnosis(
        "The user pool may not invoke the function.",
        "Grant lambda:InvokeFunction to cognito-idp.amazonaws.com with the pool's ARN as source (AddPermission).",
    ),
    "ResourceNotFoundException": Diagnosis(
        "No function has the ARN that the pool's LambdaConfig names.",
        "Correct the ARN, or create the function or the version or alias it names.",
    ),
    "ResourceConflictException": Diagnosis(
        "The function is being created or updated.",
        "Wait until its state is Active, then try again.",
    ),
    "TooManyRequestsException": Diagnosis(
        "The function runs at its concurrency limit.",
        "Raise the limit or try again later.",
    ),
}
"""By Lambda's exception type."""

_UNKNOWN_REASON = Diagnosis("Calling the function failed with {reason}.", "The server's log has the details.")


def thrown_hint(error_type: str) -> str:
    """Why a function gave an error in place of an answer, by the type of that error."""
    return LOAD_FAILURES.get(error_type, FUNCTION_THREW).hint()


def unavailable_hint(reason: str, detail: str) -> str:
    """``detail`` is what the function runtime knows about this very case."""
    hint = UNAVAILABLE.get(reason, _UNKNOWN_REASON).hint(reason=reason)
    return f"{hint} {detail}" if detail else hint


def answer_hint(sent: Mapping[str, Any], returned: Mapping[str, Any], flaw: str) -> str:
    """Why a returned JSON object is not the event. ``flaw`` says what the check tripped over."""
    if "statusCode" in returned:
        return STATUS_CODE.hint()
    if name := misspelt(returned, sent):
        return LETTER_CASE.hint(name=name)
    if returned.keys() and returned.keys() <= sent["response"].keys():
        return RESPONSE_ALONE.hint()
    return EVENT_NOT_RETURNED.hint(flaw=flaw)


def misspelt(returned: Mapping[str, Any], expected: Mapping[str, Any] | frozenset[str]) -> str | None:
    """The first expected name that was returned in another letter case only."""
    lower = {name.lower() for name in returned if name not in expected}
    return next((name for name in expected if name not in returned and name.lower() in lower), None)
