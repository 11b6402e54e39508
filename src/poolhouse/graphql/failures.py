"""What a field can fail with, in AppSync's terms.

FieldError         becomes an entry of ``errors``; its field is null
ScalarFailure      a value does not fit its scalar type; the entry has neither type nor location
TypeMismatch       a value of another kind than the schema's; likewise
BudgetExceeded     ends the whole request: more fields than any honest answer has
"""

from __future__ import annotations

from typing import Any


class FieldError(Exception):
    """``type`` None prints null; ``data`` is cut to the selection set before it is shown, ``info`` is not."""

    def __init__(self, message: str, type: str | None, data: Any = None, info: Any = None) -> None:  # noqa: A002
        super().__init__(message)
        self.message = message
        self.type = type
        self.data = data
        self.info = info


class ScalarFailure(Exception):
    """``label`` is what AppSync calls the type in its text: ``DateTime Object`` …"""

    def __init__(self, label: str, value: object) -> None:
        super().__init__(f"Unable to serialize `{value}` as a valid {label}.")


class TypeMismatch(Exception):
    """``kind`` is what the schema wants: OBJECT or LIST."""

    def __init__(self, kind: str) -> None:
        super().__init__(f"type mismatch error, expected type {kind}")


class BudgetExceeded(BaseException):
    """Not an Exception: the executor would turn that into one error entry per field."""


def unauthorized(field: str, parent: str) -> FieldError:
    return FieldError(f"Not Authorized to access {field} on type {parent}", "Unauthorized")


def unsupported(what: str) -> FieldError:
    """``what`` names the missing part in a sentence of its own."""
    return FieldError(what, "UnsupportedOperation")


def out_of_time() -> FieldError:
    """Type and text are unconfirmed."""
    return FieldError("Execution timed out.", "ExecutionTimeout")
