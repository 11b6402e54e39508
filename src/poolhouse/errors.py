"""The error catalogue: type, HTTP status and text of every answer that is not a success, as data.

    ServiceError            what an API caller gets, in the protocol's own form
      built from a Problem  one line of the catalogue below; call it with the values of its text

The public text is separate from ``hint``, which only the log and ``poolhouse explain`` show. Texts marked observed,
unconfirmed or choice in comments are ours to change here and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass


class ServiceError(Exception):
    """An error with AWS's type and text. ``status`` is the HTTP status; ``hint`` never leaves the server."""

    def __init__(self, error_type: str, message: str, *, status: int = 400, hint: str = "") -> None:
        super().__init__(f"{error_type}: {message}")
        self.type = error_type
        self.message = message
        self.status = status
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Problem:
    """A line of the catalogue. ``text`` may hold ``{name}`` fields, given as keywords when the error is raised."""

    type: str
    text: str
    status: int = 400

    def __call__(self, *, hint: str = "", **values: object) -> ServiceError:
        return ServiceError(self.type, self.text.format(**values), status=self.status, hint=hint)
