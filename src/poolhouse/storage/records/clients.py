"""App clients."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Row, bindparam, delete, insert, select, update

from poolhouse.model.user_pool import UserPoolClient
from poolhouse.storage.records.base import SqlBase, page
from poolhouse.storage.tables import clients
from poolhouse.wire import cognito_idp as wire

_GET = select(clients).where(clients.c.id == bindparam("id"))
_LIST = page(clients, clients.c.id, clients.c.pool_id == bindparam("pool_id"))
_ADD = insert(clients)
_REPLACE = (
    update(clients)
    .where(clients.c.id == bindparam("key"))
    .values({name: bindparam(name) for name in ("name", "settings", "modified_at")})
)
_DELETE = delete(clients).where(clients.c.id == bindparam("id"))


def _context(client_id: str) -> str:
    return f"clients/{client_id}"


def _values(client: UserPoolClient) -> dict[str, object]:
    return {
        "name": client.name,
        "settings": msgspec.json.encode(client.settings).decode(),
        "modified_at": client.modified_at,
    }


class ClientRecords(SqlBase):
    async def get_client(self, client_id: str) -> UserPoolClient | None:
        return await self._setting(_GET, self._client, id=client_id)

    async def list_clients(self, pool_id: str, *, after: str | None, limit: int) -> list[UserPoolClient]:
        rows = await self._rows(_LIST, pool_id=pool_id, after=after or "", limit=limit)
        return [self._client(row) for row in rows]

    async def add_client(self, client: UserPoolClient) -> None:
        sealed = None if client.secret is None else self._sealer.seal(client.secret.encode(), _context(client.id))
        await self._change_settings(
            _ADD,
            id=client.id,
            pool_id=client.pool_id,
            sealed_secret=sealed,
            created_at=client.created_at,
            **_values(client),
        )

    async def replace_client(self, client: UserPoolClient) -> None:
        await self._change_settings(_REPLACE, key=client.id, **_values(client))

    async def delete_client(self, client_id: str) -> None:
        await self._change_settings(_DELETE, id=client_id)

    def _client(self, row: Row[Any]) -> UserPoolClient:
        sealed = row.sealed_secret
        return UserPoolClient(
            id=row.id,
            pool_id=row.pool_id,
            name=row.name,
            secret=None if sealed is None else self._sealer.open(sealed, _context(row.id)).decode(),
            settings=msgspec.json.decode(row.settings, type=wire.UserPoolClientType),
            created_at=row.created_at,
            modified_at=row.modified_at,
        )
