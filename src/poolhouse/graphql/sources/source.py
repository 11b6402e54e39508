"""What a data source is to a resolver."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from poolhouse.graphql.resolvers.run import Run
    from poolhouse.graphql.sources.batch import Seat


class SourceFault(Exception):
    """The data source failed; the response handler may still make something of it. ``data`` is ``$ctx.result``."""

    def __init__(self, message: str, type: str, data: Any = None) -> None:  # noqa: A002
        super().__init__(message)
        self.message = message
        self.type = type
        self.data = data


class DataSource(Protocol):
    @property
    def takes_context(self) -> bool:
        """Whether the source works without a request handler (direct Lambda resolvers)."""
        ...

    def direct_request(self, context: Mapping[str, Any], *, batched: bool) -> dict[str, Any]:
        """The request of a step without request handler; called only when ``takes_context``."""
        ...

    async def call(self, request: Mapping[str, Any], run: Run, seat: Seat | None) -> Any:
        """Raises SourceFault; FieldError for requests that the source does not understand."""
        ...


class TemplatedSource:
    """A source that cannot do without a request handler."""

    takes_context = False

    def direct_request(self, context: Mapping[str, Any], *, batched: bool) -> dict[str, Any]:
        raise AssertionError("refused at deployment")
