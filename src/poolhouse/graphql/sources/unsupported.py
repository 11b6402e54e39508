"""Types of data sources that are not built: an API with one works, fields that need it do not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from poolhouse.graphql.failures import unsupported
from poolhouse.graphql.sources.source import TemplatedSource

if TYPE_CHECKING:
    from poolhouse.graphql.resolvers.run import Run
    from poolhouse.graphql.sources.batch import Seat


class UnsupportedSource(TemplatedSource):
    def __init__(self, name: str, what: str) -> None:
        self._text = f"Data source {name}: {what} is not supported by Poolhouse."

    async def call(self, request: Mapping[str, Any], run: Run, seat: Seat | None) -> Any:
        raise unsupported(self._text)
