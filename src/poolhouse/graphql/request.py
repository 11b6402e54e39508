"""A GraphQL request and its answer, as far as HTTP goes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import msgspec


class GraphqlRequest(msgspec.Struct, dict=True, frozen=True):
    """``path`` and ``query`` as they stand on the wire; ``headers`` in wire order; ``source_ip`` of the TCP peer."""

    method: str
    path: str
    query: str
    headers: Sequence[tuple[str, str]]
    body: bytes
    source_ip: str
    request_id: str

    @cached_property
    def by_name(self) -> dict[str, list[str]]:
        """Lower-case name → values."""
        found: dict[str, list[str]] = {}
        for name, value in self.headers:
            found.setdefault(name.lower(), []).append(value)
        return found

    def header(self, name: str) -> str | None:
        """The value of a header that stands there exactly once."""
        values = self.by_name.get(name, ())
        return values[0] if len(values) == 1 else None

    @cached_property
    def exposed_headers(self) -> dict[str, str | list[str]]:
        """What resolvers see: no cookies; a list where a header is repeated."""
        return {
            name: values[0] if len(values) == 1 else values for name, values in self.by_name.items() if name != "cookie"
        }

    @cached_property
    def source_ips(self) -> list[str]:
        """The entries of ``x-forwarded-for`` and the peer itself."""
        forwarded = [part.strip() for value in self.by_name.get("x-forwarded-for", ()) for part in value.split(",")]
        return [address for address in (*forwarded, self.source_ip) if address]


class GraphqlResponse(msgspec.Struct, frozen=True):
    status: int
    body: bytes
    headers: list[tuple[str, str]] = msgspec.field(default_factory=list)
