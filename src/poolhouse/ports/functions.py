"""Functions: calling one, and keeping those that were made through the Lambda API."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import msgspec


class Invocation(msgspec.Struct, frozen=True):
    """The answer of one function call (Lambda ``Invoke``, RequestResponse).

    ``payload`` is what the function returned, or the Lambda error document ``{"errorMessage", "errorType", "trace"}``
    when ``function_error`` is set (``"Unhandled"``: thrown, crashed or over its own time limit).
    ``log_tail()`` is what this call wrote, at most the last 4 KiB, ``START``/``END``/``REPORT`` lines included; it is
    put together when somebody asks.
    """

    request_id: str
    payload: bytes
    function_error: str | None
    log_tail: Callable[[], bytes]
    duration_ms: float


class FunctionUnavailable(Exception):
    """The function could not be called at all.

    ``reason`` is Lambda's exception type, as Cognito prints it: ``AccessDeniedException``,
    ``ResourceNotFoundException``, ``ResourceConflictException``, ``TooManyRequestsException``, ``ServiceException``.
    ``hint`` names the likely cause and its mend, for the log and ``poolhouse explain``; callers never see it.
    """

    def __init__(self, reason: str, hint: str) -> None:
        super().__init__(f"{reason}: {hint}")
        self.reason = reason
        self.hint = hint


class FunctionTimedOut(Exception):
    """No answer within the caller's time limit; the call was abandoned and its worker ended."""


class FunctionRuntime(Protocol):
    """Calls functions by ARN (unqualified, or qualified by version or alias)."""

    async def invoke(self, arn: str, payload: bytes, *, timeout: float, source_arn: str | None = None) -> Invocation:
        """Call the function and wait at most ``timeout`` seconds.

        ``source_arn`` is the ARN of the user pool that calls: a function made through the Lambda API must then grant
        ``lambda:InvokeFunction`` to ``cognito-idp.amazonaws.com`` (for that source, when the statement names one);
        functions of the configuration file are always callable. ``None`` is a direct call by an API caller.

        Raises FunctionUnavailable, FunctionTimedOut.
        """
        ...


class FunctionRecord(msgspec.Struct, frozen=True):
    """A function made through the Lambda API, as stored. ``code`` is the zip archive.

    Times in Unix seconds, ``timeout`` in seconds, ``memory_size`` in MiB. ``environment`` is sealed at rest.
    ``policy`` maps a statement id to its IAM statement (``{"Sid", "Effect", "Principal", "Action", "Resource", …}``).
    """

    name: str
    runtime: str
    handler: str
    role: str
    code: bytes
    code_sha256: str
    description: str
    timeout: int
    memory_size: int
    environment: dict[str, str]
    tags: dict[str, str]
    policy: dict[str, dict[str, object]]
    created_at: float
    modified_at: float
    revision_id: str


class FunctionStore(Protocol):
    """Where functions made through the Lambda API last. Every write is one transaction."""

    async def get_function(self, name: str, *, with_code: bool) -> FunctionRecord | None:
        """``code`` is left empty (``b""``) without ``with_code``: it is large, and a call needs it only once."""
        ...

    async def list_functions(self, *, after: str | None, limit: int) -> list[FunctionRecord]:
        """Records by name, those after ``after``; ``code`` may be left empty (``b""``)."""
        ...

    async def add_function(self, record: FunctionRecord) -> bool:
        """False when the name is taken; nothing is written then."""
        ...

    async def replace_function(self, record: FunctionRecord, *, expected_revision: str) -> bool:
        """Compare and swap on ``revision_id``; False when another write came first or the function is gone."""
        ...

    async def delete_function(self, name: str) -> bool: ...
