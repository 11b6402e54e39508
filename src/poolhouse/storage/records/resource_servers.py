"""Resource servers and their scopes."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Row, and_, bindparam, delete, select, update

from poolhouse.model.user_pool import ResourceServer
from poolhouse.ports import NameTaken
from poolhouse.storage.records.base import SqlBase, page
from poolhouse.storage.tables import resource_servers as table

_THIS = and_(table.c.pool_id == bindparam("in_pool"), table.c.identifier == bindparam("key"))
_GET = select(table).where(_THIS)
_LIST = page(table, table.c.identifier, table.c.pool_id == bindparam("in_pool"))
_REPLACE = update(table).where(_THIS).values(name=bindparam("name"), scopes=bindparam("scopes"))
_DELETE = delete(table).where(_THIS)


def _server(row: Row[Any]) -> ResourceServer:
    return ResourceServer(
        pool_id=row.pool_id,
        identifier=row.identifier,
        name=row.name,
        scopes=msgspec.json.decode(row.scopes, type=dict[str, str]),
    )


def _scopes(server: ResourceServer) -> str:
    return msgspec.json.encode(server.scopes).decode()


class ResourceServerRecords(SqlBase):
    async def get_resource_server(self, pool_id: str, identifier: str) -> ResourceServer | None:
        return await self._setting(_GET, _server, in_pool=pool_id, key=identifier)

    async def list_resource_servers(self, pool_id: str, *, after: str | None, limit: int) -> list[ResourceServer]:
        rows = await self._rows(_LIST, in_pool=pool_id, after=after or "", limit=limit)
        return [_server(row) for row in rows]

    async def add_resource_server(self, server: ResourceServer) -> None:
        added = await self._change_settings(
            self._insert_if_absent(table),
            pool_id=server.pool_id,
            identifier=server.identifier,
            name=server.name,
            scopes=_scopes(server),
        )
        if not added:
            raise NameTaken("resource_server")

    async def replace_resource_server(self, server: ResourceServer) -> None:
        await self._change_settings(
            _REPLACE, in_pool=server.pool_id, key=server.identifier, name=server.name, scopes=_scopes(server)
        )

    async def delete_resource_server(self, pool_id: str, identifier: str) -> None:
        await self._change_settings(_DELETE, in_pool=pool_id, key=identifier)
