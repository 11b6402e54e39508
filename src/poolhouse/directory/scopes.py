"""Custom scopes: ``<identifier of a resource server>/<name>``."""

from __future__ import annotations

from poolhouse.ports import Records


async def scope_exists(records: Records, pool_id: str, scope: str) -> bool:
    """Whether a resource server of the pool has it (a standard scope belongs to none)."""
    # An identifier may be a URL with slashes of its own.
    identifier, _, name = scope.rpartition("/")
    server = await records.get_resource_server(pool_id, identifier) if identifier else None
    return server is not None and name in server.scopes
