"""How a template can end other than with output.

ResolverError     the template said so: ``$util.error``, ``$util.validate``
Unauthorized      the template said so: ``$util.unauthorized``
TemplateFailure   the template could not be carried out; AppSync's errorType ``MappingTemplate``
"""

from __future__ import annotations

from typing import Any


class ResolverError(Exception):
    """An error of the template's own wording. ``type`` is the client's ``errorType``; ``data`` and ``error_info`` are
    any JSON values."""

    def __init__(
        self, message: str | None, error_type: str | None = None, data: Any = None, error_info: Any = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.type = error_type
        self.data = data
        self.error_info = error_info


class Unauthorized(Exception):
    """The template refuses the caller."""


class TemplateFailure(Exception):
    """The template cannot be carried out; ``message`` is the text for the client."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message
