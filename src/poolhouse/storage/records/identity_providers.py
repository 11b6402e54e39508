"""Identity providers and their further names."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Row, and_, bindparam, delete, select, update

from poolhouse.model.identity_provider import IdentityProvider
from poolhouse.ports import NameTaken
from poolhouse.storage.records.base import SqlBase, page
from poolhouse.storage.tables import identity_providers as table
from poolhouse.storage.tables import provider_identifiers

_texts = msgspec.json.Decoder(dict[str, str]).decode
_names = msgspec.json.Decoder(tuple[str, ...]).decode

_THIS = and_(table.c.pool_id == bindparam("in_pool"), table.c.name == bindparam("key"))
_GET = select(table).where(_THIS)
_FIND = (
    select(table)
    .join(
        provider_identifiers,
        and_(provider_identifiers.c.pool_id == table.c.pool_id, provider_identifiers.c.provider == table.c.name),
    )
    .where(
        provider_identifiers.c.pool_id == bindparam("in_pool"), provider_identifiers.c.identifier == bindparam("key")
    )
)
_LIST = page(table, table.c.name, table.c.pool_id == bindparam("in_pool"))
_CHANGING = ("sealed_details", "attribute_mapping", "acr_mapping", "identifiers", "modified_at")
_REPLACE = update(table).where(_THIS).values({name: bindparam(name) for name in _CHANGING})
_DELETE = delete(table).where(_THIS)
_FREE_IDENTIFIERS = delete(provider_identifiers).where(
    provider_identifiers.c.pool_id == bindparam("in_pool"), provider_identifiers.c.provider == bindparam("key")
)


def _context(pool_id: str, name: str) -> str:
    return f"identity_providers/{pool_id}/{name}"


class IdentityProviderRecords(SqlBase):
    async def get_identity_provider(self, pool_id: str, name: str) -> IdentityProvider | None:
        row = await self._one(_GET, in_pool=pool_id, key=name)
        return None if row is None else self._provider(row)

    async def find_identity_provider(self, pool_id: str, identifier: str) -> IdentityProvider | None:
        row = await self._one(_FIND, in_pool=pool_id, key=identifier)
        return None if row is None else self._provider(row)

    async def list_identity_providers(self, pool_id: str, *, after: str | None, limit: int) -> list[IdentityProvider]:
        rows = await self._rows(_LIST, in_pool=pool_id, after=after or "", limit=limit)
        return [self._provider(row) for row in rows]

    async def add_identity_provider(self, provider: IdentityProvider) -> None:
        added = await self._run(
            self._insert_if_absent(table),
            pool_id=provider.pool_id,
            name=provider.name,
            type=provider.type,
            created_at=provider.created_at,
            **self._provider_values(provider),
        )
        if not added:
            raise NameTaken("identity_provider")
        await self._take_identifiers(provider)

    async def replace_identity_provider(self, provider: IdentityProvider) -> None:
        await self._run(_REPLACE, in_pool=provider.pool_id, key=provider.name, **self._provider_values(provider))
        await self._run(_FREE_IDENTIFIERS, in_pool=provider.pool_id, key=provider.name)
        await self._take_identifiers(provider)

    async def delete_identity_provider(self, pool_id: str, name: str) -> None:
        await self._run(_DELETE, in_pool=pool_id, key=name)

    async def _take_identifiers(self, provider: IdentityProvider) -> None:
        statement = self._insert_if_absent(provider_identifiers)
        for identifier in provider.identifiers:
            if not await self._run(statement, pool_id=provider.pool_id, identifier=identifier, provider=provider.name):
                raise NameTaken("identifier")

    def _provider(self, row: Row[Any]) -> IdentityProvider:
        return IdentityProvider(
            pool_id=row.pool_id,
            name=row.name,
            type=row.type,
            details=_texts(self._sealer.open(row.sealed_details, _context(row.pool_id, row.name))),
            attribute_mapping=_texts(row.attribute_mapping),
            acr_mapping=_texts(row.acr_mapping),
            identifiers=_names(row.identifiers),
            created_at=row.created_at,
            modified_at=row.modified_at,
        )

    def _provider_values(self, provider: IdentityProvider) -> dict[str, object]:
        context = _context(provider.pool_id, provider.name)
        return {
            "sealed_details": self._sealer.seal(msgspec.json.encode(provider.details), context),
            "attribute_mapping": msgspec.json.encode(provider.attribute_mapping).decode(),
            "acr_mapping": msgspec.json.encode(provider.acr_mapping).decode(),
            "identifiers": msgspec.json.encode(provider.identifiers).decode(),
            "modified_at": provider.modified_at,
        }
