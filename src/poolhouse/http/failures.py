"""Log records of failed requests.

Exception texts may quote what a caller sent (a password in a KeyError, a row in a database error), so a record has the
types and the places of an exception and its causes, never their texts.
"""

from __future__ import annotations

import logging
import traceback

from poolhouse.errors import ServiceError

_log = logging.getLogger("poolhouse.http")


def log_crash(where: str, error: BaseException) -> None:
    """An exception that nobody expected, with its stack."""
    _log.error("%s failed unexpectedly\n%s", where, "".join(_stack(error)), extra={"operation": where})


def log_refusal(where: str, error: ServiceError) -> None:
    """An error of the catalogue. Its text may repeat what the caller sent and stays out; its hint is ours."""
    _log.info("%s refused: %s %s", where, error.type, error.hint, extra={"operation": where})


def _stack(error: BaseException) -> list[str]:
    lines: list[str] = []
    current: BaseException | None = error
    while current is not None:
        # SQLite's own name for it ("SQLITE_FULL") says what the type does not, and quotes nothing.
        name = " ".join((type(current).__qualname__, getattr(current, "sqlite_errorname", ""))).rstrip()
        lines = [*traceback.format_tb(current.__traceback__), f"{name}\n", *lines]
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    return lines
