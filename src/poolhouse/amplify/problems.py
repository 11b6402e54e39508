"""What stops a command of this package, in words for the person at the terminal."""

from __future__ import annotations


class AmplifyProblem(Exception):
    """``mend`` says what to do next."""

    def __init__(self, message: str, *, mend: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.mend = mend
