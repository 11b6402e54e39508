"""``$util`` or ``$extensions`` as a value, for templates that reach a function other than by its full name."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from poolhouse.graphql.utilities import catalogue
from poolhouse.graphql.utilities.errors import TemplateFailure

if TYPE_CHECKING:
    from poolhouse.graphql.utilities.utilities import Utilities


class Namespace:
    def __init__(self, name: str, utilities: Utilities) -> None:
        self._name = name
        self._utilities = utilities

    def __str__(self) -> str:
        return f"${self._name}"

    def group(self, name: str) -> Namespace:
        """Raises TemplateFailure when no function's name begins so."""
        path = f"{self._name}.{name}"
        if not catalogue.is_group(path):
            raise TemplateFailure(f"There is no function ${path}.")
        return Namespace(path, self._utilities)

    def function(self, name: str) -> Callable[..., Any]:
        """Raises TemplateFailure when there is none."""
        return self._utilities.function(f"{self._name}.{name}")
