"""What keeps a federated sign-in from ending well.

Source: Cognito developer guide, "Hosted UI and federation error responses"; descriptions are not stable texts.
"""

from __future__ import annotations


class FederationFailed(Exception):
    """The client is told ``description`` by a redirect; ``hint`` is for the log alone."""

    def __init__(self, description: str, hint: str = "", *, code: str = "invalid_request") -> None:
        super().__init__(description)
        self.description = description
        self.hint = hint
        self.code = code
