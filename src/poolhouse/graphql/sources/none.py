"""NONE: the payload of the request is the result."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from poolhouse.graphql.sources.source import TemplatedSource

if TYPE_CHECKING:
    from poolhouse.graphql.resolvers.run import Run
    from poolhouse.graphql.sources.batch import Seat


class NoSource(TemplatedSource):
    async def call(self, request: Mapping[str, Any], run: Run, seat: Seat | None) -> Any:
        return request.get("payload")
